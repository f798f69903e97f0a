/** The waiting list: who wants what is sold out, in the order of their turns. */
import { api, withQuery } from "~/core/api";
import { formatDateTime } from "~/core/format";
import { localize, t } from "~/core/i18n";
import { useGet } from "~/core/resource";
import { query } from "~/core/router";
import { event, may } from "~/core/session";
import type { Page, Waiting } from "~/core/types";
import { ask } from "~/ui/dialog";
import { Badge, Empty, Heading, Loaded } from "~/ui/states";
import { toast } from "~/ui/toast";
import { Filter, Filters, PAGE_SIZE, Pager, SearchBox } from "./listing";

const PATH = "/app/shop/api/m2m/waiting-list/";

export function WaitingList() {
  const asked = query.value;
  const filters = { search: asked.get("search"), has_voucher: asked.get("has_voucher") };
  const rows = useGet<Page<Waiting>>(withQuery(PATH, { ...filters, page: asked.get("page"), page_size: PAGE_SIZE }));
  const filtered = Object.values(filters).some(Boolean);
  return (
    <div class="eh-stack eh-stack--loose">
      <Heading title={t("Waiting list")} />
      <p class="eh-muted">{t("A voucher keeps one place for somebody for a while, and is sent to them by mail.")}</p>
      <Filters>
        <SearchBox label={t("Search")} placeholder={t("Name or e-mail address")} />
        <Filter
          name="has_voucher"
          label={t("State")}
          everything={t("All")}
          choices={[
            ["false", t("Waiting")],
            ["true", t("Got a voucher")],
          ]}
        />
      </Filters>
      <Loaded from={rows} lines={6}>
        {(page) =>
          page.count === 0 && !filtered ? (
            <Empty title={t("Nobody waits")}>
              <p>{t("When something is sold out, visitors can put themselves on this list if the event's settings allow it.")}</p>
            </Empty>
          ) : (
            <>
              <WaitingTable rows={page.results} reload={() => void rows.reload()} />
              <Pager page={page} />
            </>
          )
        }
      </Loaded>
    </div>
  );
}

function send(row: Waiting, reload: () => void): void {
  ask({
    title: t("Send a voucher to {name}?", { name: row.name || row.email }),
    body: t("It keeps one place for them for a while."),
    action: t("Send voucher"),
    run: async () => {
      await api.post(`/app/shop/api/waiting-list/${row.id}/send-voucher/`, {});
      toast(t("The voucher was sent."));
      reload();
    },
  });
}

function remove(row: Waiting, reload: () => void): void {
  ask({
    title: t("Delete “{name}”?", { name: row.name || row.email }),
    body: t("They lose their turn."),
    action: t("Delete"),
    danger: true,
    run: async () => {
      await api.delete(`${PATH}${row.id}/`);
      reload();
    },
  });
}

function WaitingTable({ rows, reload }: { rows: Waiting[]; reload: () => void }) {
  if (!rows.length) return null;
  const mayWrite = may("shop", "admin");
  return (
    <div class="eh-card eh-card--flush">
      <table class="eh-table eh-table--cards">
        <caption class="eh-visually-hidden">{t("Waiting list")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("Name")}</th>
            <th scope="col">{t("Waits for")}</th>
            <th scope="col">{t("Since")}</th>
            <th scope="col">{t("Voucher")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td data-label={t("Name")}>
                <span>
                  {row.name && <>{row.name} </>}
                  <span class="eh-muted">{row.email}</span>
                </span>
              </td>
              <td data-label={t("Waits for")}>{[localize(row.item_name), localize(row.variation_name)].filter(Boolean).join(", ")}</td>
              <td data-label={t("Since")} class="eh-nowrap">
                {formatDateTime(row.created_at, event.value?.timezone)}
              </td>
              <td data-label={t("Voucher")}>
                {row.voucher ? (
                  <Badge tone="success">{row.voucher}</Badge>
                ) : mayWrite ? (
                  <span class="eh-row">
                    <button class="eh-button eh-button--secondary eh-button--small" type="button" onClick={() => send(row, reload)}>
                      {t("Send voucher")}
                    </button>
                    <button
                      class="eh-button eh-button--quiet eh-button--small"
                      type="button"
                      aria-label={t("Delete {name}", { name: row.name || row.email })}
                      onClick={() => remove(row, reload)}
                    >
                      {t("Delete")}
                    </button>
                  </span>
                ) : (
                  t("Waiting")
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
