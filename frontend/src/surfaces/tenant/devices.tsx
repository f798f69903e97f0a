/** Devices: the scanners at the doors, the code they are set up with, and the gates they stand at. */
import { useState } from "preact/hooks";
import { api } from "~/core/api";
import { formatDateTime } from "~/core/format";
import { localize, t, tIn } from "~/core/i18n";
import { useAll, useGet } from "~/core/resource";
import { event, session } from "~/core/session";
import type { Device, DeviceProfile, Gate, NewDevice } from "~/core/types";
import { CardList } from "~/ui/card-list";
import { ask, Dialog } from "~/ui/dialog";
import { EditorDialog } from "~/ui/editor-dialog";
import { CheckField, CheckListField, SelectField, TextField, useForm } from "~/ui/form";
import { Icon } from "~/ui/icons";
import { Badge, Heading, Loaded } from "~/ui/states";
import { toast } from "~/ui/toast";

const PATH = "/app/tenant/api/m2m/devices/";
const GATES = "/app/tenant/api/m2m/gates/";
const PROFILES = "/app/tenant/api/devices/profiles/";

type Open = { what: "edit"; device: Device } | { what: "new" } | { what: "code"; made: NewDevice } | { what: "gate"; gate: Gate | null } | null;

export function Devices() {
  const devices = useAll<Device>(PATH);
  const gates = useAll<Gate>(GATES);
  const [open, setOpen] = useState<Open>(null);
  const close = (): void => setOpen(null);
  const changed = (): void => {
    void devices.reload();
    void gates.reload();
  };
  const add = (
    <button class="eh-button" type="button" onClick={() => setOpen({ what: "new" })}>
      <Icon name="plus" /> {t("New device")}
    </button>
  );
  const saved = (): void => {
    close();
    toast(t("Saved."));
    changed();
  };
  return (
    <div class="eh-stack eh-stack--loose">
      <Heading title={t("Devices")} actions={devices.data?.length ? add : undefined} />
      <p class="eh-muted">{t("Phones and scanners that check tickets with a scan app, online or offline.")}</p>
      <CardList
        from={devices}
        empty={{ title: t("No devices"), words: t("Add a device, then scan its code with the app.") }}
        add={add}
        keyOf={(device) => device.id}
        card={(device) => (
          <Card
            device={device}
            gate={gates.data?.find((gate) => gate.id === device.gate)}
            edit={() => setOpen({ what: "edit", device })}
            changed={changed}
          />
        )}
      />
      <section class="eh-card eh-stack" aria-labelledby="gates">
        <div class="eh-card__head">
          <h2 id="gates">{t("Gates")}</h2>
          <button class="eh-button eh-button--secondary eh-button--small" type="button" onClick={() => setOpen({ what: "gate", gate: null })}>
            {t("New gate")}
          </button>
        </div>
        <Loaded from={gates}>
          {(rows) =>
            rows.length === 0 ? (
              <p class="eh-muted">{t("A gate is a place with devices. Check-in lists can use it in their rules.")}</p>
            ) : (
              <div class="eh-row">
                {rows.map((gate) => (
                  <button
                    key={gate.id}
                    class="eh-button eh-button--secondary eh-button--small"
                    type="button"
                    aria-label={t("Change {name}", { name: gate.name })}
                    onClick={() => setOpen({ what: "gate", gate })}
                  >
                    {gate.name}
                  </button>
                ))}
              </div>
            )
          }
        </Loaded>
      </section>
      {(open?.what === "new" || open?.what === "edit") && (
        <Editor
          device={open.what === "edit" ? open.device : null}
          gates={gates.data ?? []}
          close={close}
          saved={saved}
          made={(made) => {
            setOpen({ what: "code", made });
            changed();
          }}
        />
      )}
      {open?.what === "code" && <Code made={open.made} close={close} />}
      {open?.what === "gate" && <GateEditor gate={open.gate} close={close} saved={saved} removed={changed} />}
    </div>
  );
}

function State({ device }: { device: Device }) {
  if (device.revoked) return <Badge tone="danger">{t("Revoked")}</Badge>;
  if (device.initialized_at === null) return <Badge tone="warning">{t("Waiting for setup")}</Badge>;
  return <Badge tone="success">{t("Set up")}</Badge>;
}

function Card({ device, gate, edit, changed }: { device: Device; gate: Gate | undefined; edit: () => void; changed: () => void }) {
  const where = device.all_events ? t("All events") : device.limit_events.length ? t("Only: {events}", { events: device.limit_events.join(", ") }) : t("No events");
  const hardware = `${device.hardware_brand} ${device.hardware_model}`.trim();
  const software = `${device.software_brand} ${device.software_version}`.trim();
  const facts = [`#${device.id}`, where, gate?.name, hardware, software].filter(Boolean).join(" · ");
  const revoke = (): void =>
    ask({
      title: t("Revoke {name}?", { name: device.name }),
      body: t("The app deletes its data the next time it connects. This cannot be undone."),
      action: t("Revoke"),
      danger: true,
      run: async () => {
        await api.delete(`${PATH}${device.id}/`);
        changed();
      },
    });
  const button = "eh-button eh-button--secondary eh-button--small";
  return (
    <section class="eh-card eh-stack" aria-label={device.name}>
      <div class="eh-card__head">
        <div class="eh-stack eh-stack--tight">
          <h2>{device.name}</h2>
          <p class="eh-muted">
            {facts}
            {device.initialized_at && ` · ${t("set up {when}", { when: formatDateTime(device.initialized_at) })}`}
            {device.last_seen_at && ` · ${t("last seen {when}", { when: formatDateTime(device.last_seen_at) })}`}
          </p>
        </div>
        <State device={device} />
      </div>
      {!device.revoked && (
        <div class="eh-row">
          <button class={button} type="button" aria-label={t("Change {name}", { name: device.name })} onClick={edit}>
            {t("Change")}
          </button>
          <button class={button} type="button" onClick={revoke}>
            {t("Revoke")}
          </button>
        </div>
      )}
    </section>
  );
}

interface Draft {
  name: string;
  all_events: boolean;
  limit_events: string[];
  security_profile: string;
  gate: string;
}

function Editor(props: { device: Device | null; gates: Gate[]; close: () => void; saved: () => void; made: (made: NewDevice) => void }) {
  const { device, gates, close } = props;
  const profiles = useGet<DeviceProfile[]>(PROFILES);
  const form = useForm<Draft>(() => ({
    name: device?.name ?? "",
    all_events: device?.all_events ?? true,
    limit_events: device?.limit_events ?? [],
    security_profile: device?.security_profile ?? "pretixscan",
    gate: device?.gate ? String(device.gate) : "",
  }));
  const events = (session.value?.events ?? []).filter((one) => one.organizer === event.value?.organizer);
  const send = async (values: Draft): Promise<void> => {
    const payload = { ...values, gate: values.gate ? Number(values.gate) : null };
    if (device) {
      await api.patch(`${PATH}${device.id}/`, payload);
      props.saved();
    } else {
      props.made((await api.post(PATH, payload)) as NewDevice);
    }
  };
  return (
    <EditorDialog
      title={device ? t("Change device") : t("New device")}
      form={form}
      send={send}
      close={close}
      saved={() => undefined}
      action={device ? t("Save") : t("Show the code")}
    >
        <TextField name="name" label={tIn("thing", "Name")} hint={t("For example “North door”.")} />
        <CheckField name="all_events" label={t("All events of the organizer")} hint={t("Including future events.")} />
        {!form.values.value.all_events && (
          <CheckListField name="limit_events" label={t("Events")} choices={events.map((one) => ({ value: one.slug, label: localize(one.name) }))} />
        )}
        <Loaded from={profiles}>
          {(all) => <SelectField name="security_profile" label={t("Permissions")} choices={all.map((one) => ({ value: one.name, label: one.title }))} />}
        </Loaded>
        <SelectField
          name="gate"
          label={t("Gate")}
          choices={[{ value: "", label: t("No gate") }, ...gates.map((gate) => ({ value: String(gate.id), label: gate.name }))]}
        />
    </EditorDialog>
  );
}

function Code({ made, close }: { made: NewDevice; close: () => void }) {
  return (
    <Dialog title={t("Set up {name}", { name: made.name })} close={close}>
      <p>{t("Scan this code with the app. It works once and is only shown now.")}</p>
      <p>
        <img src={made.qr} alt={t("Code for the scan app")} width="260" height="260" style={{ maxWidth: "100%", borderRadius: "var(--eh-2)" }} />
      </p>
      <p class="eh-muted">{t("Or enter the address of this site and this token:")}</p>
      <p>
        <code class="app-address">{made.token}</code>
      </p>
      <div class="eh-dialog__actions">
        <button class="eh-button" type="button" onClick={close}>
          {t("Done")}
        </button>
      </div>
    </Dialog>
  );
}

interface GateDraft {
  name: string;
  identifier: string;
}

interface GateProps {
  gate: Gate | null;
  close: () => void;
  saved: () => void;
  removed: () => void;
}

function GateEditor({ gate, close, saved, removed }: GateProps) {
  const form = useForm<GateDraft>(() => ({ name: gate?.name ?? "", identifier: gate?.identifier ?? "" }));
  const send = ({ name, identifier }: GateDraft): Promise<unknown> => {
    const payload = identifier.trim() ? { name, identifier } : { name };
    return gate ? api.patch(`${GATES}${gate.id}/`, payload) : api.post(GATES, payload);
  };
  const remove = gate && {
    path: `${GATES}${gate.id}/`,
    name: gate.name,
    body: t("Devices at this gate will not be assigned to any gate."),
    removed,
  };
  return (
    <EditorDialog title={gate ? t("Change gate") : t("New gate")} form={form} send={send} close={close} saved={saved} remove={remove}>
        <TextField name="name" label={tIn("thing", "Name")} />
        <TextField name="identifier" label={t("Identifier")} hint={t("Used by scan apps. Leave empty to generate one.")} maxLength={190} optional />
    </EditorDialog>
  );
}
