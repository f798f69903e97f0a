/** Reading: data, error and "not yet", and the old data stays while new is on its way. */
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { api, ApiError, type Query, withQuery } from "~/core/api";
import { t } from "~/core/i18n";
import type { Page } from "~/core/types";

export interface Resource<T> {
  data: T | undefined;
  error: ApiError | undefined;
  loading: boolean;
  reload: () => Promise<void>;
  set: (data: T) => void;
}

const asApiError = (cause: unknown): ApiError =>
  cause instanceof ApiError ? cause : new ApiError(500, "unknown", t("Something went wrong."));

/** Reads when it appears and whenever `key` changes. A late answer to an old key is dropped. */
export function useResource<T>(key: string | null, read: (signal: AbortSignal) => Promise<T>): Resource<T> {
  const [state, setState] = useState<{ data?: T; error?: ApiError; loading: boolean }>({ loading: true });
  const reader = useRef(read);
  reader.current = read;
  const running = useRef<AbortController | null>(null);
  const load = useCallback(async (): Promise<void> => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    setState((old) => ({ ...old, loading: true }));
    try {
      const data = await reader.current(controller.signal);
      if (!controller.signal.aborted) setState({ data, loading: false });
    } catch (cause) {
      if (!controller.signal.aborted) setState((old) => ({ data: old.data, error: asApiError(cause), loading: false }));
    }
  }, []);
  useEffect(() => {
    if (key !== null) void load();
    return () => running.current?.abort();
  }, [key, load]);
  return {
    data: state.data,
    error: state.error,
    loading: state.loading,
    reload: load,
    set: (data) => setState({ data, loading: false }),
  };
}

/** GET of one address. null waits. */
export const useGet = <T>(path: string | null): Resource<T> =>
  useResource<T>(path, (signal) => api.get<T>(path ?? "", { signal }));

/** Every row of a list, page by page: for catalogues, which are small. */
export async function all<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T[]> {
  const rows: T[] = [];
  for (let page = 1; ; page += 1) {
    const answer = await api.get<Page<T>>(withQuery(path, { ...query, page, page_size: 250 }), { signal });
    rows.push(...answer.results);
    if (!answer.next) return rows;
  }
}

/** Every row of a list. null waits. */
export const useAll = <T>(path: string | null): Resource<T[]> =>
  useResource<T[]>(path, (signal) => all<T>(path ?? "", {}, signal));
