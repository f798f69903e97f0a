/** Registrations: everybody who takes part. */
import { useEffect } from "preact/hooks";
import { currentEvent, withQuery } from "~/core/api";
import { formatDateTime } from "~/core/format";
import { localize, t } from "~/core/i18n";
import { useAll, useGet } from "~/core/resource";
import { query } from "~/core/router";
import { base, event } from "~/core/session";
import { live } from "~/core/socket";
import type { Item, Page, Registration } from "~/core/types";
import { Dot, Empty, Heading, Loaded } from "~/ui/states";
import { Filter, Filters, PAGE_SIZE, Pager, SearchBox } from "~/ui/listing";
import { AttendanceBadge, attendanceStates, choicesOf, RegistrationBadge, registrationStates } from "~/surfaces/shop/words";

export function Registrations() {
  const asked = query.value;
  const filters = {
    search: asked.get("search"),
    status: asked.get("status"),
    attendance: asked.get("attendance"),
    level: asked.get("level"),
  };
  const path = withQuery("/app/register/api/m2m/registrations/", { ...filters, page: asked.get("page"), page_size: PAGE_SIZE });
  const registrations = useGet<Page<Registration>>(path);
  const items = useAll<Item>("/app/shop/api/m2m/items/");
  useEffect(() => live(currentEvent.value ?? "", () => void registrations.reload()).close, []);
  const filtered = Object.values(filters).some(Boolean);
  const levels = (items.data ?? []).filter((item) => item.kind === "admission");
  return (
    <div class="eh-stack eh-stack--loose">
      <Heading title={t("Registrations")} />
      <Filters>
        <SearchBox label={t("Search")} placeholder={t("Name, code or e-mail address")} />
        <Filter
          name="status"
          label={t("Status")}
          everything={t("All")}
          choices={choicesOf(registrationStates())}
        />
        <Filter name="attendance" label={t("Attendance")} everything={t("All")} choices={choicesOf(attendanceStates())} />
        <Filter name="level" label={t("Level")} everything={t("All")} choices={levels.map((item) => [String(item.id), localize(item.name)])} />
      </Filters>
      <Loaded from={registrations} lines={6}>
        {(page) =>
          page.count === 0 && !filtered ? (
            <Empty title={t("Nobody yet")}>
              <p>{t("Everybody who orders a level is listed here.")}</p>
            </Empty>
          ) : (
            <>
              <RegistrationTable rows={page.results} />
              <Pager page={page} />
            </>
          )
        }
      </Loaded>
    </div>
  );
}

function RegistrationTable({ rows }: { rows: Registration[] }) {
  if (!rows.length) return null;
  const zone = event.value?.timezone;
  return (
    <div class="eh-card eh-card--flush">
      <table class="eh-table eh-table--cards">
        <caption class="eh-visually-hidden">{t("Registrations")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("Name")}</th>
            <th scope="col">{t("Level")}</th>
            <th scope="col">{t("Order")}</th>
            <th scope="col">{t("Status")}</th>
            <th scope="col">{t("Attendance")}</th>
            <th scope="col">{t("Since")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.code}>
              <th scope="row" data-label={t("Name")} style={{ fontWeight: 600 }}>
                <span>
                  {row.name || t("Without a name")}
                  {row.badge_name && row.badge_name !== row.name && <span class="eh-muted"> “{row.badge_name}”</span>}
                </span>
              </th>
              <td data-label={t("Level")}>
                <span class="app-name-cell">
                  <Dot color={row.level?.color} /> {localize(row.level?.name) || "–"}
                </span>
              </td>
              <td data-label={t("Order")}>
                {row.order ? <a href={`${base.value}/orders/${row.order}`}>{row.order}</a> : "–"}
              </td>
              <td data-label={t("Status")}>
                <RegistrationBadge status={row.status} />
              </td>
              <td data-label={t("Attendance")}>
                <AttendanceBadge attendance={row.attendance} />
              </td>
              <td data-label={t("Since")} class="eh-nowrap">
                {formatDateTime(row.checked_in_at ?? row.created_at, zone)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
