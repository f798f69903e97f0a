/** Quotas: how much there is, of what, and how much is taken. */
import { formatNumber } from "~/core/format";
import { localize, t, tIn } from "~/core/i18n";
import { useAll } from "~/core/resource";
import { may } from "~/core/session";
import type { Item, Quota } from "~/core/types";
import { CheckField, CheckListField, NumberField, TextField } from "~/ui/form";
import { Badge, Progress } from "~/ui/states";
import { Crud } from "~/ui/crud";
import { Steps } from "~/ui/steps";
import { DateField, dateOf, useDates } from "./dates";

interface Draft {
  name: string;
  size: number | null;
  subevent: number | null;
  chosen: string[];
  closed: boolean;
  close_when_sold_out: boolean;
  release_after_exit: boolean;
}

/** Items and variations in one list of choices: "i3" and "v7". An item with variations counts through them. */
function choicesOf(items: Item[]): { value: string; label: string; inset?: boolean }[] {
  return items.flatMap((item) => [
    { value: `i${item.id}`, label: localize(item.name) },
    ...item.variations.map((variation) => ({ value: `v${variation.id}`, label: localize(variation.value), inset: true })),
  ]);
}

/** A chosen variation brings its item along: the server wants both. */
function idsOf(chosen: string[], items: Item[]): { items: number[]; variations: number[] } {
  const variations = chosen.filter((key) => key.startsWith("v")).map((key) => Number(key.slice(1)));
  const named = chosen.filter((key) => key.startsWith("i")).map((key) => Number(key.slice(1)));
  const implied = items.filter((item) => item.variations.some((one) => one.id !== undefined && variations.includes(one.id))).map((item) => item.id);
  return { items: [...new Set([...named, ...implied])], variations };
}

export function Quotas() {
  const items = useAll<Item>("/app/shop/api/m2m/items/");
  const dates = useDates();
  const known = items.data ?? [];
  const nameOf = (id: number): string => localize(known.find((item) => item.id === id)?.name);
  return (
    <Crud<Quota, Draft>
      title={t("Quotas")}
      intro={t("Everything you sell needs a quota. Items can share a quota; an item in several quotas needs room in each.")}
      path="/app/shop/api/m2m/quotas/"
      live={["orders", "catalogue"]}
      foot={(reload) => <Steps module="shop" changed={reload} />}
      mayWrite={may("shop", "admin")}
      ready={items.data !== undefined && (!dates.isSeries || dates.data !== undefined)}
      addLabel={t("New quota")}
      editLabel={t("Change quota")}
      empty={{ title: t("No quotas"), words: t("Set how many places there are. Nothing can be sold before that.") }}
      nameOf={(row) => row.name}
      columns={[
        { title: tIn("thing", "Name"), cell: (row) => row.name },
        ...(dates.isSeries ? [{ title: t("Date"), cell: (row: Quota) => dateOf(row.subevent, dates.data) }] : []),
        {
          title: t("Taken"),
          sort: (row) => row.taken,
          cell: (row) => (
            <div class="app-quota">
              <span class="eh-number">
                {row.size === null
                  ? t("{taken} of unlimited", { taken: formatNumber(row.taken) })
                  : t("{taken} of {size}", { taken: formatNumber(row.taken), size: formatNumber(row.size) })}
              </span>
              {row.size !== null && <Progress label={t("{name}: taken", { name: row.name })} part={row.taken} whole={row.size} />}
            </div>
          ),
        },
        { title: t("Left"), sort: (row) => row.available, cell: (row) => (row.available === null ? "∞" : formatNumber(row.available)), end: true },
        { title: t("Items"), cell: (row) => row.items.map(nameOf).filter(Boolean).join(", ") },
        { title: t("State"), cell: (row) => quotaState(row) },
      ]}
      draftOf={(row) => ({
        name: row?.name ?? "",
        size: row ? row.size : 100,
        subevent: row?.subevent ?? null,
        chosen: row ? [...row.items.map((id) => `i${id}`), ...row.variations.map((id) => `v${id}`)] : known.map((item) => `i${item.id}`),
        closed: row?.closed ?? false,
        close_when_sold_out: row?.close_when_sold_out ?? false,
        release_after_exit: row?.release_after_exit ?? false,
      })}
      payloadOf={({ chosen, ...rest }) => ({ ...rest, ...idsOf(chosen, known) })}
      fields={() => (
        <>
          <div class="eh-fields">
            <TextField name="name" label={tIn("thing", "Name")} />
            <NumberField name="size" label={t("Size")} hint={t("Leave empty for unlimited.")} optional />
          </div>
          {dates.isSeries && <DateField dates={dates.data ?? []} />}
          {known.length > 0 ? (
            <CheckListField name="chosen" also={["items", "variations"]} label={t("Counts for")} choices={choicesOf(known)} />
          ) : (
            <p class="eh-muted">{t("There are no items yet. Add a level first, then set how many there are.")}</p>
          )}
          <CheckField name="closed" label={t("Closed")} hint={t("Stops all sales, even if places are left.")} />
          <CheckField
            name="close_when_sold_out"
            label={t("Stay closed after selling out")}
            hint={t("Places that are released later are not sold until you reopen the quota.")}
          />
          <CheckField name="release_after_exit" label={t("Release after exit")} hint={t("For parking or rooms: whoever leaves makes room for the next.")} />
        </>
      )}
    />
  );
}

function quotaState(row: Quota) {
  if (row.closed) return <Badge tone="danger">{t("Closed")}</Badge>;
  if (row.available !== null && row.available <= 0) return <Badge tone="warning">{t("Sold out")}</Badge>;
  return <Badge tone="success">{tIn("state", "Open")}</Badge>;
}
