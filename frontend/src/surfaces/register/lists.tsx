/** Check-in lists: who may come in where. */
import { formatNumber } from "~/core/format";
import { localize, t, tIn } from "~/core/i18n";
import { useAll } from "~/core/resource";
import { currentEvent } from "~/core/api";
import { can, event, may } from "~/core/session";
import type { CheckInList, Gate, Item } from "~/core/types";
import { Fold } from "~/ui/fold";
import { CheckField, CheckListField, MomentField, TextField } from "~/ui/form";
import { Progress } from "~/ui/states";
import { Crud } from "~/ui/crud";
import { DateField, dateOf, useDates } from "~/surfaces/shop/dates";
import { ListRules, type RulesDraft, rulesDraft, rulesPayload } from "./list-rules";

type Draft = Omit<CheckInList, "id" | "checkin_count" | "position_count" | "rules"> & { rules: RulesDraft };

export function Lists() {
  const items = useAll<Item>("/app/shop/api/m2m/items/");
  const dates = useDates();
  const known = items.data ?? [];
  // Whoever may not see the gates writes rules without them.
  const gates = useAll<Gate>(can("can_change_organizer_settings") ? "/app/tenant/api/m2m/gates/" : null);
  const zone = event.value?.timezone ?? "UTC";
  return (
    <Crud<CheckInList, Draft>
      title={t("Check-in lists")}
      intro={t("Create one list for each place where tickets are checked: the entrance, a workshop, breakfast.")}
      path="/app/register/api/m2m/checkin-lists/"
      live={["orders", "door", "catalogue"]}
      mayWrite={may("register", "admin")}
      addLabel={t("New list")}
      editLabel={t("Change list")}
      empty={{ title: t("No check-in lists"), words: t("Create a list to start scanning tickets.") }}
      nameOf={(row) => row.name}
      columns={[
        { title: tIn("thing", "Name"), cell: (row) => row.name },
        {
          title: t("Checked in"),
          sort: (row) => row.checkin_count,
          cell: (row) => (
            <div class="app-quota">
              <span class="eh-number">
                {t("{taken} of {size}", { taken: formatNumber(row.checkin_count), size: formatNumber(row.position_count) })}
              </span>
              <Progress label={t("{name}: checked in", { name: row.name })} part={row.checkin_count} whole={row.position_count} />
            </div>
          ),
        },
        ...(dates.isSeries ? [{ title: t("Date"), cell: (row: CheckInList) => dateOf(row.subevent, dates.data) }] : []),
        {
          title: t("For"),
          cell: (row) => (
            <span>
              {row.all_products ? t("everything") : itemNames(row, known)}
              {Object.keys(row.rules).length > 0 && <span class="eh-muted"> · {t("with rules")}</span>}
            </span>
          ),
        },
        {
          title: t("Door"),
          cell: (row) => (
            <a class="eh-nowrap" href={`/app/door/${currentEvent.value}/${row.id}`} aria-label={t("Open door: {name}", { name: row.name })}>
              {t("Open door")}
            </a>
          ),
        },
      ]}
      draftOf={(row) => ({
        name: row?.name ?? "",
        subevent: row?.subevent ?? null,
        all_products: row?.all_products ?? true,
        limit_products: row?.limit_products ?? [],
        include_pending: row?.include_pending ?? false,
        allow_multiple_entries: row?.allow_multiple_entries ?? false,
        allow_entry_after_exit: row?.allow_entry_after_exit ?? true,
        addon_match: row?.addon_match ?? false,
        exit_all_at: row?.exit_all_at ?? null,
        rules: rulesDraft(row?.rules ?? {}),
      })}
      payloadOf={(draft) => ({ ...draft, rules: rulesPayload(draft.rules, known, gates.data ?? []), limit_products: draft.all_products ? [] : draft.limit_products })}
      fields={(draft) => (
        <>
          <TextField name="name" label={tIn("thing", "Name")} />
          {dates.isSeries && <DateField dates={dates.data ?? []} all={t("All dates")} />}
          <CheckField name="all_products" label={t("Everybody with a ticket")} />
          {!draft.all_products && (
            <CheckListField
              name="limit_products"
              label={t("Only these")}
              choices={known.map((item) => ({ value: item.id, label: localize(item.name) }))}
            />
          )}
          <CheckField name="include_pending" label={t("Also unpaid orders")} hint={t("Those who pay at the door, for example.")} />
          <CheckField name="allow_entry_after_exit" label={t("Allow re-entry after exit")} hint={t("Needs exits to be scanned too.")} />
          <CheckField name="allow_multiple_entries" label={t("Allow several entries per ticket")} />
          <Fold title={t("Rules and more")} used={draft.rules.how !== "" || draft.addon_match || draft.exit_all_at !== null}>
            <CheckField
              name="addon_match"
              label={t("The main ticket also checks in its add-ons")}
              hint={t("Scanning the main ticket checks in its add-on that this list is for.")}
            />
            <MomentField
              name="exit_all_at"
              label={t("Check everyone out at")}
              hint={t("Everyone still inside is checked out at this time every day.")}
              timeZone={zone}
              optional
            />
            <ListRules rules={draft.rules} items={known} gates={gates.data ?? []} zone={zone} />
          </Fold>
        </>
      )}
    />
  );
}

const itemNames = (row: CheckInList, items: Item[]): string =>
  items
    .filter((item) => row.limit_products.includes(item.id))
    .map((item) => localize(item.name))
    .join(", ");
