/** Forms: what a person typed stays, the server's refusals stand at their fields, the first wrong field gets the focus. */
import { signal, type Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { createContext } from "preact";
import { useContext, useEffect, useId, useMemo, useRef } from "preact/hooks";
import { ApiError, type FieldErrors } from "~/core/api";
import { amountText, exponent, fromLocal, parseAmount, toLocal, zoneName } from "~/core/format";
import { t } from "~/core/i18n";
import { session } from "~/core/session";
import type { Money, Text } from "~/core/types";

export class FormState<T extends object> {
  readonly values: Signal<T>;
  readonly errors = signal<FieldErrors>({});
  readonly failure = signal<string | null>(null);
  readonly busy = signal(false);
  readonly dirty = signal(false);
  readonly shown = new Set<string>();

  constructor(initial: T) {
    this.values = signal(initial);
  }

  set<K extends keyof T>(name: K, value: T[K]): void {
    this.values.value = { ...this.values.peek(), [name]: value };
    this.dirty.value = true;
    this.clear(String(name));
  }

  patch(changes: Partial<T>): void {
    this.values.value = { ...this.values.peek(), ...changes };
    this.dirty.value = true;
  }

  reset(values: T): void {
    this.values.value = values;
    this.errors.value = {};
    this.failure.value = null;
    this.dirty.value = false;
  }

  private clear(name: string): void {
    const old = this.errors.peek();
    const kept = Object.entries(old).filter(([key]) => key !== name && !key.startsWith(`${name}.`));
    if (kept.length !== Object.keys(old).length) this.errors.value = Object.fromEntries(kept);
  }

  /** What the server says of a field, and of what is inside it. */
  error(name: string): string | undefined {
    const found = Object.entries(this.errors.value)
      .filter(([key]) => key === name || key.startsWith(`${name}.`))
      .flatMap(([, sentences]) => sentences);
    return found.length ? found.join(" ") : undefined;
  }

  /** Refusals about fields that this form does not show. */
  homeless(): string[] {
    return Object.entries(this.errors.value)
      .filter(([key]) => ![...this.shown].some((name) => key === name || key.startsWith(`${name}.`)))
      .map(([key, sentences]) => (key === "non_field_errors" ? sentences.join(" ") : `${key}: ${sentences.join(" ")}`));
  }

  /** Sends; undefined when it was refused (and the form says why). */
  async submit<R>(send: (values: T) => Promise<R>): Promise<R | undefined> {
    if (this.busy.peek()) return undefined;
    this.busy.value = true;
    this.errors.value = {};
    this.failure.value = null;
    try {
      const answer = await send(this.values.peek());
      this.dirty.value = false;
      return answer;
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause;
      this.errors.value = cause.fields;
      this.failure.value = cause.message;
      return undefined;
    } finally {
      this.busy.value = false;
    }
  }
}

/** A form that starts from `initial` and starts again when `key` changes. */
export function useForm<T extends object>(initial: () => T, key: unknown = 0): FormState<T> {
  return useMemo(() => new FormState(initial()), [key]);
}

// oxlint-disable-next-line typescript/no-explicit-any -- each field names its own key; the form's owner knows the type
const Current = createContext<FormState<any> | null>(null);
function useField(name: string, also: string[] = []): { form: FormState<Record<string, unknown>>; value: unknown; error: string | undefined } {
  const form = useContext(Current);
  if (!form) throw new Error(`The field ${name} stands outside a form.`);
  const names = [name, ...also];
  for (const one of names) form.shown.add(one);
  const value = name.split(".").reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], form.values.value);
  return { form, value, error: names.map((one) => form.error(one)).find(Boolean) };
}

/** Changes `a.b` by making a new `a`. */
function assign(form: FormState<Record<string, unknown>>, name: string, value: unknown): void {
  const [head, ...rest] = name.split(".") as [string, ...string[]];
  if (!rest.length) form.set(head, value);
  else form.set(head, put(form.values.peek()[head], rest, value));
}

function put(into: unknown, path: string[], value: unknown): unknown {
  const [head, ...rest] = path as [string, ...string[]];
  const inner = rest.length ? put((into as Record<string, unknown> | undefined)?.[head], rest, value) : value;
  if (Array.isArray(into)) return into.map((one: unknown, index) => (index === Number(head) ? inner : one));
  return { ...(into as Record<string, unknown> | undefined), [head]: inner };
}

interface FormProps<T extends object> {
  form: FormState<T>;
  send: (values: T) => Promise<unknown>;
  done?: () => void;
  children: ComponentChildren;
  class?: string;
  label?: string;
}

export function Form<T extends object>({ form, send, done, children, class: className = "eh-stack", label }: FormProps<T>) {
  const element = useRef<HTMLFormElement>(null);
  const failed = form.failure.value;
  const homeless = failed ? form.homeless() : [];
  useEffect(() => {
    if (!failed) return;
    const find = (selector: string): HTMLElement | null => element.current?.querySelector<HTMLElement>(selector) ?? null;
    const wrong = find('[aria-invalid="true"]') ?? find('[role="alert"]');
    const fold = wrong?.closest("details");
    if (fold) fold.open = true;
    wrong?.focus();
  }, [failed, form.errors.value]);
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent): void => {
      if (form.dirty.peek()) event.preventDefault();
    };
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [form]);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    event.stopPropagation();
    const sent = await form.submit(async (values) => {
      await send(values);
      return true;
    });
    if (sent) done?.();
  };
  return (
    <Current.Provider value={form}>
      <form ref={element} class={className} onSubmit={submit} noValidate aria-label={label}>
        {failed && (
          <div class="eh-notice eh-notice--danger" role="alert" tabIndex={-1}>
            <strong>{failed}</strong>
            {homeless.map((sentence) => (
              <p key={sentence}>{sentence}</p>
            ))}
          </div>
        )}
        {children}
      </form>
    </Current.Provider>
  );
}

export function SubmitButton({ children, large = false }: { children: ComponentChildren; large?: boolean }) {
  const form = useContext(Current);
  return (
    <button class={`eh-button ${large ? "eh-button--large" : ""}`} type="submit" aria-busy={form?.busy.value}>
      {children}
    </button>
  );
}

interface FieldProps {
  name: string;
  label: string;
  hint?: ComponentChildren;
  optional?: boolean;
  /** By which other names the server speaks of it: one choice may say what the server knows as several fields. */
  also?: string[];
}
interface Ids {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": "true" | undefined;
  "aria-required": "true" | undefined;
}

interface FieldFrame extends FieldProps {
  children: (ids: Ids) => ComponentChildren;
  error: string | undefined;
  /** A word beside the label that belongs to it: a time zone. */
  aside?: string;
}

function Field(props: FieldFrame) {
  const id = useId();
  const described = [props.hint ? `${id}-hint` : "", props.error ? `${id}-error` : ""].filter(Boolean).join(" ");
  return (
    <div class="eh-field">
      <label class="eh-label" for={id}>
        {props.label} {props.aside && <span class="eh-optional">{props.aside} </span>}
        {props.optional && <span class="eh-optional">{t("(optional)")}</span>}
      </label>
      {props.hint && (
        <p class="eh-hint" id={`${id}-hint`}>
          {props.hint}
        </p>
      )}
      {props.children({
        id,
        "aria-describedby": described || undefined,
        "aria-invalid": props.error ? "true" : undefined,
        "aria-required": props.optional ? undefined : "true",
      })}
      <FieldError id={`${id}-error`} error={props.error} />
    </div>
  );
}

export const FieldError = ({ id, error }: { id: string; error: string | undefined }) =>
  error ? (
    <p class="eh-error" id={id}>
      {error}
    </p>
  ) : null;

type InputType = "text" | "email" | "url" | "tel" | "number" | "color" | "search" | "date";
interface TextFieldProps extends FieldProps {
  type?: InputType;
  placeholder?: string;
  autocomplete?: string;
  maxLength?: number;
  multiline?: boolean;
  rows?: number;
  prefix?: string;
  suffix?: string;
  onChanged?: (value: string) => void;
}

export function TextField(props: TextFieldProps) {
  const { form, value, error } = useField(props.name, props.also);
  const change = (event: Event): void => {
    const text = (event.currentTarget as HTMLInputElement).value;
    assign(form, props.name, text);
    props.onChanged?.(text);
  };
  return (
    <Field {...props} error={error}>
      {(ids) => {
        const common = { ...ids, class: "eh-input", value: String(value ?? ""), onInput: change, placeholder: props.placeholder };
        if (props.multiline) return <textarea {...common} rows={props.rows ?? 4} />;
        const input = (
          // The types know one kind of <input> at a time; this is any of InputType.
          <input {...common} type={(props.type ?? "text") as "text"} autocomplete={props.autocomplete ?? "off"} maxLength={props.maxLength} />
        );
        return <Affix prefix={props.prefix} suffix={props.suffix}>{input}</Affix>;
      }}
    </Field>
  );
}

function Affix({ prefix, suffix, children }: { prefix?: string; suffix?: string; children: ComponentChildren }) {
  if (!prefix && !suffix) return <>{children}</>;
  return (
    <div class="eh-affix">
      {prefix && <span class="eh-affix__text">{prefix}</span>}
      {children}
      {suffix && <span class="eh-affix__text">{suffix}</span>}
    </div>
  );
}

interface NumberFieldProps extends FieldProps {
  min?: number;
  suffix?: string;
  placeholder?: string;
}

/** Holds a whole number, or null when empty. */
export function NumberField(props: NumberFieldProps) {
  const { form, value, error } = useField(props.name, props.also);
  return (
    <Field {...props} error={error}>
      {(ids) => (
        <Affix suffix={props.suffix}>
          <input
            {...ids}
            class="eh-input eh-number"
            type="number"
            inputMode="numeric"
            min={props.min ?? 0}
            step={1}
            placeholder={props.placeholder}
            value={value === null || value === undefined ? "" : String(value)}
            onInput={(event) => {
              const text = event.currentTarget.value;
              assign(form, props.name, text === "" ? null : Number(text));
            }}
          />
        </Affix>
      )}
    </Field>
  );
}

/** Holds what was typed ("45,00") until it is an amount; `moneyOf` reads it when the form is sent. */
export function MoneyField(props: FieldProps & { currency: string }) {
  const { form, value, error } = useField(props.name, props.also);
  const text = typeof value === "string" ? value : amountText(value as Money | null);
  const wrong = text && parseAmount(text, props.currency) === null ? amountHint(props.currency) : undefined;
  return (
    <Field {...props} error={error ?? wrong}>
      {(ids) => (
        <Affix suffix={props.currency}>
          <input
            {...ids}
            class="eh-input eh-number"
            type="text"
            inputMode="decimal"
            autocomplete="off"
            value={text}
            onInput={(event) => assign(form, props.name, event.currentTarget.value)}
          />
        </Affix>
      )}
    </Field>
  );
}

/** How an amount of this currency is typed. */
export const amountHint = (currency: string): string =>
  exponent(currency)
    ? t("Write an amount such as {example}.", { example: amountText({ amount: 4500 * 10 ** (exponent(currency) - 2), currency }) })
    : t("Write a whole amount.");

/** The money a MoneyField holds; null when empty. Raises a refusal at `name` for what is no amount. */
export function moneyOf(value: unknown, currency: string, name: string): Money | null {
  if (value === "" || value === null || value === undefined) return null;
  if (typeof value !== "string") return value as Money;
  const amount = parseAmount(value, currency);
  if (amount === null) {
    throw new ApiError(400, "invalid", t("Some fields are not right."), { [name]: [amountHint(currency)] });
  }
  return { amount, currency };
}

/** A moment, shown and typed as the event's clocks show it. Holds RFC 3339 in UTC, or null. */
export function MomentField(props: FieldProps & { timeZone: string }) {
  const { form, value, error } = useField(props.name, props.also);
  return (
    <Field {...props} error={error} aside={zoneName(props.timeZone, value as string | null)}>
      {(ids) => (
        <input
          {...ids}
          class="eh-input eh-number"
          type="datetime-local"
          value={toLocal(value as string | null, props.timeZone)}
          onChange={(event) => assign(form, props.name, fromLocal(event.currentTarget.value, props.timeZone))}
        />
      )}
    </Field>
  );
}

export interface Choice {
  value: string;
  label: string;
}

export function SelectField(props: FieldProps & { choices: Choice[]; number?: boolean; onChanged?: (value: string) => void }) {
  const { form, value, error } = useField(props.name, props.also);
  return (
    <Field {...props} error={error}>
      {(ids) => (
        <select
          {...ids}
          class="eh-input"
          value={value === null || value === undefined ? "" : String(value)}
          onChange={(event) => {
            const chosen = event.currentTarget.value;
            assign(form, props.name, props.number ? (chosen === "" ? null : Number(chosen)) : chosen);
            props.onChanged?.(chosen);
          }}
        >
          {props.choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export function CheckField({ name, label, hint }: FieldProps) {
  const { form, value, error } = useField(name);
  const id = useId();
  return (
    <div>
      <label class="eh-choice">
        <input
          type="checkbox"
          checked={Boolean(value)}
          aria-describedby={error ? id : undefined}
          aria-invalid={error ? "true" : undefined}
          onChange={(event) => assign(form, name, event.currentTarget.checked)}
        />
        <span>
          {label} {hint && <small>{hint}</small>}
        </span>
      </label>
      <FieldError id={id} error={error} />
    </div>
  );
}

/** Several of a set; holds the chosen values. */
export function CheckListField<V extends string | number>(props: FieldProps & { choices: { value: V; label: string; hint?: string; inset?: boolean }[] }) {
  const { form, value, error } = useField(props.name, props.also);
  const id = useId();
  const chosen = (value ?? []) as V[];
  const toggle = (one: V, on: boolean): void =>
    assign(form, props.name, on ? [...chosen, one] : chosen.filter((other) => other !== one));
  return (
    <fieldset class="eh-field" aria-describedby={error ? id : undefined} aria-invalid={error ? "true" : undefined} tabIndex={error ? -1 : undefined}>
      <legend class="eh-label">{props.label}</legend>
      {props.hint && <p class="eh-hint">{props.hint}</p>}
      <div class="eh-choices">
        {props.choices.map((choice) => (
          <label class={`eh-choice ${choice.inset ? "app-inset" : ""}`} key={choice.value}>
            <input
              type="checkbox"
              checked={chosen.includes(choice.value)}
              onChange={(event) => toggle(choice.value, event.currentTarget.checked)}
            />
            <span>
              {choice.label} {choice.hint && <small>{choice.hint}</small>}
            </span>
          </label>
        ))}
      </div>
      <FieldError id={id} error={error} />
    </fieldset>
  );
}

/** One text in several languages: the first language is in sight, others are added by need. Holds language -> words. */
export function I18nField(props: FieldProps & { multiline?: boolean; onChanged?: (value: string) => void }) {
  const { form, value, error } = useField(props.name, props.also);
  const text = (typeof value === "string" ? { en: value } : ((value ?? {}) as Text)) satisfies Text;
  const languages = session.value?.languages ?? [["en", "English"]];
  const rank = (code: string): number => languages.findIndex(([one]) => one === code);
  const used = Object.keys(text).toSorted((a, b) => rank(a) - rank(b));
  const codes = used.length ? used : ["en"];
  const addable = languages.filter(([code]) => !codes.includes(code));
  const nameOf = (code: string): string => languages.find(([one]) => one === code)?.[1] ?? code;
  const change = (code: string, words: string): void => {
    assign(form, props.name, { ...text, [code]: words });
    if (code === codes[0]) props.onChanged?.(words);
  };
  return (
    <Field {...props} error={error}>
      {(ids) => (
        <div class="eh-stack eh-stack--tight">
          {codes.map((code, index) => {
            const own = index === 0 ? ids : { "aria-label": `${props.label}, ${nameOf(code)}` };
            const common = {
              ...own,
              class: "eh-input",
              lang: code,
              value: text[code] ?? "",
              onInput: (event: Event) => change(code, (event.currentTarget as HTMLInputElement).value),
            };
            const box = props.multiline ? <textarea {...common} rows={3} /> : <input {...common} type="text" autocomplete="off" />;
            return <Affix key={code} prefix={codes.length > 1 ? nameOf(code) : undefined}>{box}</Affix>;
          })}
          {addable.length > 0 && (
            <select
              class="app-translate"
              aria-label={t("Add a translation of: {label}", { label: props.label })}
              value=""
              onChange={(event) => {
                const code = event.currentTarget.value;
                if (code) assign(form, props.name, { ...Object.fromEntries(codes.map((one) => [one, text[one] ?? ""])), [code]: "" });
                event.currentTarget.value = "";
              }}
            >
              <option value="">{t("+ Translation")}</option>
              {addable.map(([code, name]) => (
                <option key={code} value={code} lang={code}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </div>
      )}
    </Field>
  );
}

/** A text without its empty translations, as the server keeps it. */
export const tidy = (text: Text | string | null | undefined): Text =>
  Object.fromEntries(Object.entries(typeof text === "string" ? { en: text } : (text ?? {})).filter(([, words]) => words.trim()));
