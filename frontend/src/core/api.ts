/** The one door to the server: JSON in, JSON out, refusals as ApiError. */
import { signal } from "@preact/signals";
import { t } from "~/core/i18n";

export type FieldErrors = Record<string, string[]>;

/** A refusal the server explained, or `code: "network"` (status 0) when it could not be reached. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly fields: FieldErrors = {},
    readonly detail: Record<string, unknown> = {},
  ) {
    super(message);
    this.name = "ApiError";
  }

  get isNetwork(): boolean {
    return this.status === 0;
  }
}

/** "organizer/event": sent with every request as X-Event. The router keeps it equal to the address. */
export const currentEvent = signal<string | null>(null);

export interface Options {
  signal?: AbortSignal;
  event?: string | null;
  /** Milliseconds after which the network counts as lost. */
  timeout?: number;
}

const cookie = (name: string): string =>
  document.cookie
    .split("; ")
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1) ?? "";

export const csrfToken = (): string => cookie("csrftoken");

export const signIn = (): void => {
  const next = encodeURIComponent(location.pathname + location.search);
  location.assign(`/auth/login/?next=${next}`);
};

async function request<T>(method: string, path: string, body: unknown, options: Options): Promise<T> {
  const response = await reach(method, path, body, options);
  if (response.status === 204) return undefined as T;
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return answer as T;
  if (response.status === 401) signIn();
  throw refusal(response.status, answer);
}

async function reach(method: string, path: string, body: unknown, options: Options): Promise<Response> {
  const headers: Record<string, string> = { Accept: "application/json", "X-CSRFToken": csrfToken() };
  const event = options.event === undefined ? currentEvent.peek() : options.event;
  if (event) headers["X-Event"] = event;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const signals = [AbortSignal.timeout(options.timeout ?? 30_000)];
  if (options.signal) signals.push(options.signal);
  try {
    return await fetch(path, {
      method,
      headers,
      credentials: "same-origin",
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: signals.length > 1 ? AbortSignal.any(signals) : signals[0],
    });
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw new ApiError(0, "network", t("The server cannot be reached. Check your connection and try again."));
  }
}

function refusal(status: number, answer: unknown): ApiError {
  const error = (answer as { error?: Partial<Record<"code" | "message" | "fields" | "detail", unknown>> } | null)?.error;
  if (!error) return new ApiError(status, "unknown", t("Something went wrong on our side (status {status}).", { status }));
  return new ApiError(
    status,
    String(error.code),
    String(error.message),
    flatten(error.fields),
    (error.detail ?? {}) as Record<string, unknown>,
  );
}

/** `{variations: [{}, {value: ["No."]}]}` becomes `{"variations.1.value": ["No."]}`. */
export function flatten(fields: unknown, prefix = ""): FieldErrors {
  const found: FieldErrors = {};
  const visit = (value: unknown, path: string): void => {
    if (typeof value === "string") (found[path] ??= []).push(value);
    else if (Array.isArray(value) && value.every((one) => typeof one === "string")) {
      if (value.length) found[path] = [...(found[path] ?? []), ...value];
    } else if (value && typeof value === "object") {
      for (const [key, inner] of Object.entries(value)) visit(inner, path ? `${path}.${key}` : key);
    }
  };
  visit(fields ?? {}, prefix);
  return found;
}

/** Hands a file in; `id` names it in the request that is to keep it. */
export async function handIn(path: string, file: File): Promise<{ id: string }> {
  // A header holds no letters beyond Latin; what the file is called does not matter here.
  const name = file.name.replaceAll(/[^A-Za-z0-9._-]/g, "_") || "file";
  const headers: Record<string, string> = {
    Accept: "application/json",
    "X-CSRFToken": csrfToken(),
    "Content-Type": file.type || "application/octet-stream",
    "Content-Disposition": `attachment; filename="${name}"`,
  };
  const event = currentEvent.peek();
  if (event) headers["X-Event"] = event;
  const response = await fetch(path, { method: "POST", headers, credentials: "same-origin", body: file }).catch(() => {
    throw new ApiError(0, "network", t("The server cannot be reached. Check your connection and try again."));
  });
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) throw refusal(response.status, answer);
  return answer as { id: string };
}

export const api = {
  get: <T>(path: string, options: Options = {}): Promise<T> => request<T>("GET", path, undefined, options),
  post: <T>(path: string, body: unknown = {}, options: Options = {}): Promise<T> => request<T>("POST", path, body, options),
  patch: <T>(path: string, body: unknown, options: Options = {}): Promise<T> => request<T>("PATCH", path, body, options),
  delete: <T = void>(path: string, options: Options = {}): Promise<T> => request<T>("DELETE", path, undefined, options),
};

export type Query = Record<string, string | number | boolean | null | undefined>;

/** `path?a=1&b=2` without the empty ones. */
export function withQuery(path: string, query: Query): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") params.set(key, String(value));
  }
  const text = params.toString();
  return text ? `${path}?${text}` : path;
}
