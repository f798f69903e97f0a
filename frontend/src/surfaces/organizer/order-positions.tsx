/** What can be done about one position of an order, and adding another. */
import { api } from "~/core/api";
import { localize, t } from "~/core/i18n";
import { useAll } from "~/core/resource";
import type { Item, OrderDetail, Position } from "~/core/types";
import { toast } from "~/ui/toast";
import { askFor, type Body, type OfOrder, pathOf, take } from "./order-steps";

export function PositionActions({ position, order, changed }: OfOrder & { position: Position }) {
  const of = { order, changed };
  const path = `positions/${position.positionid}`;
  const edit = async (given: Body): Promise<void> => {
    changed(await api.patch<OrderDetail>(pathOf(order, path), given));
    toast(t("The ticket is changed."));
  };
  const cancel = async (): Promise<void> => {
    changed(await api.delete<OrderDetail>(pathOf(order, path)));
    toast(t("The ticket is canceled."));
  };
  return (
    <div class="eh-row">
      <Small
        label={t("Edit")}
        run={() =>
          askFor(
            t("Edit position {n}", { n: position.positionid }),
            null,
            [
              { name: "attendee_name", label: t("Name"), value: position.attendee_name ?? "" },
              { name: "attendee_email", label: t("E-mail"), type: "email", value: position.attendee_email ?? "" },
              { name: "price", label: t("New price (optional)"), hint: t("An amount such as 10.00") },
            ],
            t("Save"),
            edit,
          )
        }
      />
      <Small
        label={t("New code")}
        run={() => askFor(t("A new code for this ticket?"), t("The old one stops working at once."), [], t("Make a new code"), () => take(of, `${path}/new-secret`, {}, t("The ticket has a new code.")), { danger: true })}
      />
      {position.blocked ? (
        <Small label={t("Unblock")} run={() => void take(of, `${path}/unblock`, {}, t("The ticket works again."))} />
      ) : (
        <Small label={t("Block")} run={() => askFor(t("Block this ticket?"), t("It admits nobody until you unblock it."), [], t("Block"), () => take(of, `${path}/block`, {}, t("The ticket is blocked.")), { danger: true })} />
      )}
      <Small label={t("Cancel ticket")} run={() => askFor(t("Cancel this ticket?"), t("Its place is free again, and the order costs less."), [], t("Cancel ticket"), cancel, { danger: true, back: t("Keep it") })} />
    </div>
  );
}

const Small = ({ label, run }: { label: string; run: () => void }) => (
  <button class="eh-button eh-button--secondary eh-button--small" type="button" onClick={run}>
    {label}
  </button>
);

/** One more ticket, by the item's name. */
export function AddPosition(of: OfOrder) {
  const items = useAll<Item>("/app/shop/api/m2m/items/");
  const choices = (items.data ?? []).filter((item) => item.variations.length === 0);
  if (!choices.length) return null;
  const add = (item: Item): void =>
    askFor(t("Add {name}?", { name: localize(item.name) }), t("The order costs more by its price."), [{ name: "attendee_name", label: t("Name (optional)") }, { name: "price", label: t("Price (optional)"), hint: t("Empty: the usual price.") }], t("Add"), (given) =>
      take(of, "positions", { ...given, item: item.id }, t("The order holds one more ticket.")),
    );
  return (
    <details class="app-add">
      <summary>{t("Add a position")}</summary>
      <div class="eh-row">
        {choices.map((item) => (
          <button key={item.id} class="eh-button eh-button--secondary eh-button--small" type="button" onClick={() => add(item)}>
            {localize(item.name)}
          </button>
        ))}
      </div>
    </details>
  );
}
