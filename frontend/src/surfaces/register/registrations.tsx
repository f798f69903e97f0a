/** Registrations: everybody who takes part. */
import { useState } from "preact/hooks";
import { type Query, withQuery } from "~/core/api";
import { formatDateTime } from "~/core/format";
import { localize, t } from "~/core/i18n";
import { useAll, useGet } from "~/core/resource";
import { query } from "~/core/router";
import { base, event } from "~/core/session";
import type { Item, Page, Registration } from "~/core/types";
import { copyLines } from "~/ui/clipboard";
import { DataTable } from "~/ui/data-table";
import { LiveStatus, useLive } from "~/ui/live";
import { Badge, Dot, Empty, Heading, Loaded } from "~/ui/states";
import { Filter, Filters, PAGE_SIZE, Pager, SearchBox } from "~/ui/listing";
import { AttendanceBadge, attendanceStates, choicesOf, RegistrationBadge, registrationStates } from "~/surfaces/shop/words";
import { RegistrationDialog } from "./registration";

const PATH = "/app/register/api/m2m/registrations/";

export function Registrations() {
  const asked = query.value;
  const filters = {
    search: asked.get("search"),
    status: asked.get("status"),
    attendance: asked.get("attendance"),
    level: asked.get("level"),
    on_hold: asked.get("on_hold"),
  };
  const path = withQuery(PATH, { ...filters, ordering: asked.get("ordering"), page: asked.get("page"), page_size: PAGE_SIZE });
  const registrations = useGet<Page<Registration>>(path);
  const [opened, setOpened] = useState<string | null>(null);
  const items = useAll<Item>("/app/shop/api/m2m/items/");
  const state = useLive(registrations.reload);
  const filtered = Object.values(filters).some(Boolean);
  const levels = (items.data ?? []).filter((item) => item.kind === "admission");
  return (
    <div class="eh-stack eh-stack--loose">
      <Heading title={t("Registrations")} />
      <LiveStatus state={state} />
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
        <Filter
          name="on_hold"
          label={t("Holds")}
          everything={t("All")}
          choices={[
            ["true", t("On hold")],
            ["false", t("Not on hold")],
          ]}
        />
      </Filters>
      <Loaded from={registrations} lines={6}>
        {(page) =>
          page.count === 0 && !filtered ? (
            <Empty title={t("No registrations yet")}>
              <p>{t("Everyone who orders a level appears here.")}</p>
            </Empty>
          ) : (
            <>
              <RegistrationTable rows={page.results} filters={filters} open={setOpened} />
              <Pager page={page} />
            </>
          )
        }
      </Loaded>
      {opened && <RegistrationDialog code={opened} close={() => setOpened(null)} changed={() => void registrations.reload()} />}
    </div>
  );
}

function RegistrationTable({ rows, filters, open }: { rows: Registration[]; filters: Query; open: (code: string) => void }) {
  if (!rows.length) return null;
  const zone = event.value?.timezone;
  const nameOf = (row: Registration): string => row.name || t("Without a name");
  return (
    <DataTable<Registration>
      name="registrations"
      title={t("Registrations")}
      rows={rows}
      keyOf={(row) => row.code}
      nameOf={nameOf}
      file={{ path: PATH, filters }}
      actions={[{ label: t("Copy e-mail addresses"), run: (some) => copyLines(some.map((row) => row.email)) }]}
      columns={[
        {
          key: "name",
          title: t("Name"),
          class: "app-strong",
          cell: (row) => (
            <span>
              <button type="button" class="app-linkbutton" aria-label={t("Open the registration of {name}", { name: row.name || row.code })} onClick={() => open(row.code)}>
                {nameOf(row)}
              </button>
              {row.badge_name && row.badge_name !== row.name && <span class="eh-muted"> “{row.badge_name}”</span>}
            </span>
          ),
        },
        {
          key: "level",
          title: t("Level"),
          cell: (row) => (
            <span class="app-name-cell">
              <Dot color={row.level?.color} /> {localize(row.level?.name) || "–"}
            </span>
          ),
        },
        { key: "order", title: t("Order"), cell: (row) => (row.order ? <a href={`${base.value}/orders/${row.order}`}>{row.order}</a> : "–") },
        { key: "email", title: t("E-mail"), extra: true, class: "app-breaks app-wide", cell: (row) => row.email || "–" },
        { key: "code", title: t("Code"), sort: "code", extra: true, cell: (row) => row.code },
        { key: "badge", title: t("Name on the badge"), sort: "badge_name", extra: true, cell: (row) => row.badge_name || "–" },
        { key: "status", title: t("Status"), sort: "status", cell: (row) => <Standing row={row} /> },
        { key: "attendance", title: t("Attendance"), sort: "checked_in_at", cell: (row) => <AttendanceBadge attendance={row.attendance} /> },
        { key: "since", title: t("Since"), sort: "created_at", class: "eh-nowrap", cell: (row) => formatDateTime(row.checked_in_at ?? row.created_at, zone) },
      ]}
    />
  );
}

const Standing = ({ row }: { row: Registration }) => (
  <span class="eh-row">
    <RegistrationBadge status={row.status} />
    {row.holds.length > 0 && <Badge tone="warning">{t("On hold")}</Badge>}
  </span>
);
