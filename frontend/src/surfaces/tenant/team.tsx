/** Teams: who may do what, and the tokens with which programs act for a team. */
import { useState } from "preact/hooks";
import { api } from "~/core/api";
import { formatDate } from "~/core/format";
import { localize, t, tIn } from "~/core/i18n";
import { useAll } from "~/core/resource";
import { can, event, menu, permissions, session } from "~/core/session";
import type { Invite, LevelName, Team } from "~/core/types";
import { CardList } from "~/ui/card-list";
import { ask, Dialog } from "~/ui/dialog";
import { EditorDialog } from "~/ui/editor-dialog";
import { CheckField, CheckListField, Form, SelectField, SubmitButton, TextField, useForm } from "~/ui/form";
import { Icon } from "~/ui/icons";
import { Badge, Heading } from "~/ui/states";
import { toast } from "~/ui/toast";

const PATH = "/app/tenant/api/m2m/teams/";
const ACTIONS = "/app/tenant/api/teams/";

const LEVELS: LevelName[] = ["none", "staff", "admin", "superadmin"];
const levelWord = (level: LevelName): string =>
  ({ none: tIn("level", "None"), staff: tIn("level", "Use"), admin: tIn("level", "Manage"), superadmin: tIn("level", "Full access") })[level];
const moduleWord = (module: string): string =>
  ({
    tenant: t("Organizer and team"),
    people: t("People"),
    shop: t("Shop and orders"),
    register: t("Registrations and door"),
    schedule: t("Schedule"),
    staff: t("Crew"),
    vendors: t("Vendors"),
    kioskos: t("Kiosks"),
    account: t("Accounts"),
  })[module] ?? menu.value?.modules.find((one) => one.key === module)?.title ?? module;
/** Every module of the house in which somebody can have a level. */
const modulesHere = (): string[] => Object.keys(permissions.value?.modules ?? {}).filter((module) => module !== "account");

type Capability = `can_${string}`;
const CAPABILITIES = (): [Capability, string][] => [
  ["can_create_events", t("Create events")],
  ["can_change_event_settings", t("Change an event's settings")],
  ["can_change_items", t("Change what is sold")],
  ["can_view_orders", t("See orders")],
  ["can_change_orders", t("Change orders")],
  ["can_view_vouchers", t("See vouchers")],
  ["can_change_vouchers", t("Change vouchers")],
  ["can_checkin_orders", t("Check people in")],
  ["can_change_teams", t("Change teams")],
  ["can_change_organizer_settings", t("Change the organizer's settings")],
];

const mayWrite = (): boolean => can("can_change_teams");

export function Teams() {
  const teams = useAll<Team>(PATH);
  const [editing, setEditing] = useState<Team | "new" | null>(null);
  const close = (): void => setEditing(null);
  const add = mayWrite() && (
    <button class="eh-button" type="button" onClick={() => setEditing("new")}>
      <Icon name="plus" /> {t("New team")}
    </button>
  );
  return (
    <div class="eh-stack eh-stack--loose">
      <Heading title={t("Team")} actions={add} />
      <CardList
        from={teams}
        empty={{ title: t("No teams"), words: t("A team is a group of people with the same permissions.") }}
        keyOf={(team) => team.id}
        card={(team) => <TeamCard team={team} edit={() => setEditing(team)} changed={() => void teams.reload()} />}
      />
      {editing && (
        <TeamEditor
          team={editing === "new" ? null : editing}
          close={close}
          saved={() => {
            close();
            toast(t("Saved."));
            void teams.reload();
          }}
          removed={teams.reload}
        />
      )}
    </div>
  );
}

function TeamCard({ team, edit, changed }: { team: Team; edit: () => void; changed: () => void }) {
  const modules = Object.entries(team.modules).filter(([, level]) => level !== "none");
  const first = modules[0]?.[1];
  const same = modules.length >= modulesHere().length && modules.every(([, level]) => level === first) ? first : undefined;
  return (
    <section class="eh-card" aria-label={team.name}>
      <div class="eh-card__head">
        <div class="eh-stack eh-stack--tight">
          <h2>{team.name}</h2>
          <p class="eh-muted">
            {team.all_events ? t("All events") : team.limit_events.length ? t("Only: {events}", { events: team.limit_events.join(", ") }) : t("No events")}
          </p>
        </div>
        {mayWrite() && (
          <button class="eh-button eh-button--secondary eh-button--small" type="button" aria-label={t("Change {name}", { name: team.name })} onClick={edit}>
            {t("Change")}
          </button>
        )}
      </div>
      {same && (
        <p>
          <Badge tone="primary">{t("Everywhere: {level}", { level: levelWord(same) })}</Badge>
        </p>
      )}
      {!same && modules.length > 0 && (
        <p class="eh-row">
          {modules.map(([module, level]) => (
            <Badge key={module} tone={level === "superadmin" ? "primary" : ""}>
              {t("{module}: {level}", { module: moduleWord(module), level: levelWord(level) })}
            </Badge>
          ))}
        </p>
      )}
      <div class="eh-grid" style={{ "--eh-min": "20rem", gap: "var(--eh-6)" }}>
        <Members team={team} changed={changed} />
        <Tokens team={team} changed={changed} />
      </div>
    </section>
  );
}

function Members({ team, changed }: { team: Team; changed: () => void }) {
  const remove = (email: string): void =>
    ask({
      title: t("Remove {email} from {team}?", { email, team: team.name }),
      body: t("They lose the permissions of this team immediately."),
      action: t("Remove"),
      danger: true,
      run: async () => {
        await api.delete(`${ACTIONS}${team.id}/members/${encodeURIComponent(email)}/`);
        changed();
      },
    });
  return (
    <div class="eh-stack">
      <h3>{t("Members")}</h3>
      {team.members.length === 0 && <p class="eh-muted">{t("Nobody yet.")}</p>}
      <ul class="eh-lines">
        {team.members.map((member) => (
          <li key={member.email} style={{ alignItems: "center" }}>
            <span>
              {member.name || member.email}
              {member.name && member.name !== member.email && <span class="eh-muted eh-small"> {member.email}</span>}
            </span>
            {mayWrite() ? (
              <button
                class="eh-button eh-button--quiet eh-button--small"
                type="button"
                aria-label={t("Remove {email}", { email: member.email })}
                onClick={() => remove(member.email)}
              >
                {t("Remove")}
              </button>
            ) : (
              <span />
            )}
          </li>
        ))}
      </ul>
      {mayWrite() && <Invites team={team} changed={changed} />}
    </div>
  );
}

function Invites({ team, changed }: { team: Team; changed: () => void }) {
  const form = useForm(() => ({ email: "" }));
  const send = async (draft: { email: string }): Promise<void> => {
    await api.post(`${ACTIONS}${team.id}/invites/`, draft);
    form.reset({ email: "" });
    toast(t("We sent an invitation to {email}.", draft));
    changed();
  };
  const withdraw = (invite: Invite): void =>
    ask({
      title: t("Withdraw the invitation to {email}?", { email: invite.email }),
      body: t("The link in the e-mail stops working immediately."),
      action: t("Withdraw"),
      danger: true,
      run: async () => {
        await api.delete(`${ACTIONS}${team.id}/invites/${invite.id}/`);
        changed();
      },
    });
  return (
    <>
      {team.invites.length > 0 && (
        <>
          <h4 class="eh-label">{t("Pending invitations")}</h4>
          <ul class="eh-lines">
            {team.invites.map((invite) => (
              <li key={invite.id} style={{ alignItems: "center" }}>
                <span>
                  {invite.email}{" "}
                  <span class="eh-muted eh-small">
                    {new Date(invite.expires_at) < new Date()
                      ? t("expired on {day}", { day: formatDate(invite.expires_at) })
                      : t("valid until {day}", { day: formatDate(invite.expires_at) })}
                  </span>
                </span>
                <button
                  class="eh-button eh-button--quiet eh-button--small"
                  type="button"
                  aria-label={t("Withdraw the invitation to {email}", { email: invite.email })}
                  onClick={() => withdraw(invite)}
                >
                  {t("Withdraw")}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      <Form form={form} send={send} label={t("Invite somebody to {team}", { team: team.name })}>
        <TextField name="email" label={t("Invite by e-mail address")} type="email" hint={t("They join through the link in the e-mail, with an existing or a new account.")} />
        <div>
          <SubmitButton>{t("Send invitation")}</SubmitButton>
        </div>
      </Form>
    </>
  );
}

interface NewToken {
  id: number;
  name: string;
  prefix: string;
  secret: string;
}

function Tokens({ team, changed }: { team: Team; changed: () => void }) {
  const [made, setMade] = useState<NewToken | null>(null);
  const form = useForm(() => ({ name: "" }));
  const send = async (draft: { name: string }): Promise<void> => {
    const token = await api.post<NewToken>(`${ACTIONS}${team.id}/tokens/`, draft);
    form.reset({ name: "" });
    setMade(token);
    changed();
  };
  const revoke = (id: number, name: string): void =>
    ask({
      title: t("Revoke “{name}”?", { name }),
      body: t("Programs using it lose access immediately."),
      action: t("Revoke"),
      danger: true,
      run: async () => {
        await api.delete(`${ACTIONS}${team.id}/tokens/${id}/`);
        changed();
      },
    });
  const active = team.tokens.filter((token) => token.active);
  return (
    <div class="eh-stack">
      <h3>{t("API tokens")}</h3>
      {active.length === 0 && <p class="eh-muted">{t("No tokens.")}</p>}
      <ul class="eh-lines">
        {active.map((token) => (
          <li key={token.id} style={{ alignItems: "center" }}>
            <span>
              {token.name}{" "}
              <span class="eh-muted eh-small">
                <code>{token.prefix}…</code> {formatDate(token.created_at)}
              </span>
            </span>
            {mayWrite() ? (
              <button
                class="eh-button eh-button--quiet eh-button--small"
                type="button"
                aria-label={t("Revoke {name}", { name: token.name })}
                onClick={() => revoke(token.id, token.name)}
              >
                {t("Revoke")}
              </button>
            ) : (
              <span />
            )}
          </li>
        ))}
      </ul>
      {mayWrite() && (
        <Form form={form} send={send} label={t("New token for {team}", { team: team.name })}>
          <TextField name="name" label={t("New token")} hint={t("What will use it, for example “badge printer”.")} />
          <div>
            <SubmitButton>{t("Create token")}</SubmitButton>
          </div>
        </Form>
      )}
      {made && <Secret token={made} close={() => setMade(null)} />}
    </div>
  );
}

function Secret({ token, close }: { token: NewToken; close: () => void }) {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(token.secret);
    setCopied(true);
  };
  return (
    <Dialog title={t("Token “{name}”", { name: token.name })} close={close}>
      <p>{t("Copy it now. It is only shown once.")}</p>
      <code class="app-secret">{token.secret}</code>
      <p role="status">{copied ? t("Copied.") : ""}</p>
      <div class="eh-dialog__actions">
        {"clipboard" in navigator && (
          <button class="eh-button eh-button--secondary" type="button" onClick={() => void copy()}>
            <Icon name="copy" /> {t("Copy")}
          </button>
        )}
        <button class="eh-button" type="button" onClick={close}>
          {t("Done")}
        </button>
      </div>
    </Dialog>
  );
}

interface Draft {
  name: string;
  all_events: boolean;
  limit_events: string[];
  modules: Record<string, LevelName>;
  capabilities: Capability[];
}

interface EditorProps {
  team: Team | null;
  close: () => void;
  saved: () => void;
  removed: () => unknown;
}

function TeamEditor({ team, close, saved, removed }: EditorProps) {
  const known = { ...Object.fromEntries(modulesHere().map((module) => [module, "none" as LevelName])), ...team?.modules };
  const all = CAPABILITIES();
  const form = useForm<Draft>(() => ({
    name: team?.name ?? "",
    all_events: team?.all_events ?? false,
    limit_events: team?.limit_events ?? (event.value ? [event.value.slug] : []),
    modules: known,
    capabilities: all.map(([name]) => name).filter((name) => team?.[name]),
  }));
  const draft = form.values.value;
  const events = (session.value?.events ?? []).filter((one) => one.organizer === event.value?.organizer);
  const send = ({ capabilities, ...values }: Draft): Promise<unknown> => {
    const flags = Object.fromEntries(all.map(([name]) => [name, capabilities.includes(name)]));
    const payload = { ...values, ...flags, limit_events: values.all_events ? [] : values.limit_events };
    return team ? api.patch(`${PATH}${team.id}/`, payload) : api.post(PATH, payload);
  };
  const remove = team && {
    path: `${PATH}${team.id}/`,
    name: team.name,
    body: t("Its members lose these permissions and its tokens stop working."),
    removed,
  };
  return (
    <EditorDialog title={team ? t("Change team") : t("New team")} form={form} send={send} close={close} saved={saved} remove={remove}>
        <TextField name="name" label={tIn("thing", "Name")} />
        <CheckField name="all_events" label={t("All events of the organizer")} hint={t("Including future events.")} />
        {!draft.all_events && (
          <CheckListField
            name="limit_events"
            label={t("Events")}
            choices={events.map((one) => ({ value: one.slug, label: localize(one.name) }))}
          />
        )}
        <fieldset class="eh-stack">
          <legend class="eh-label">{t("Permissions")}</legend>
          <p class="eh-hint">{t("Use: daily tasks. Manage: also the setup. Full access: also risky actions.")}</p>
          <div class="eh-fields">
            {Object.keys(draft.modules).map((module) => (
              <SelectField
                key={module}
                name={`modules.${module}`}
                label={moduleWord(module)}
                choices={LEVELS.map((level) => ({ value: level, label: levelWord(level) }))}
              />
            ))}
          </div>
        </fieldset>
        <CheckListField
          name="capabilities"
          label={t("Additional permissions")}
          hint={t("For API tokens and for what no module covers.")}
          choices={all.map(([value, label]) => ({ value, label }))}
        />
    </EditorDialog>
  );
}
