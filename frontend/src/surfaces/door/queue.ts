/** Scans on their way to the server: in order, one at a time, and again with the same nonce until it answers.
 *
 * The nonce makes a repeated scan the same scan, so a lost answer never lets somebody in twice. What waits for the
 * network is kept in the tab's storage and survives a reload.
 */
import { computed, signal } from "@preact/signals";
import { api, ApiError } from "~/core/api";
import type { ScanAnswer } from "~/core/types";

export type Kind = "entry" | "exit";

export interface Scan {
  nonce: string;
  list: number;
  secret: string;
  kind: Kind;
  force?: boolean;
  ignore_unpaid?: boolean;
  /** Question id -> text; option ids with commas. Being there says that we can ask. */
  answers: Record<string, string>;
}

export type Outcome = { scan: Scan; answer: ScanAnswer } | { scan: Scan; error: ApiError };

const SCAN_TIMEOUT_MS = 6000;
const RETRY_MS = 3000;

/** The server could not be asked, or did not get to an answer: worth another try with the same nonce. */
const worthRetrying = (error: ApiError): boolean => error.isNetwork || error.status >= 500 || error.status === 429;

export type Send = (scan: Scan) => Promise<ScanAnswer>;
const overTheNetwork: Send = (scan) => api.post<ScanAnswer>("/app/register/api/checkin/scan/", scan, { timeout: SCAN_TIMEOUT_MS });

interface Keep {
  getItem: (key: string) => string | null;
  setItem: (key: string, value: string) => void;
}

export class ScanQueue {
  readonly pending = signal<Scan[]>([]);
  readonly offline = signal(false);
  readonly waiting = computed(() => (this.offline.value ? this.pending.value : []));
  private running = false;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private closed = false;

  constructor(
    private readonly list: number,
    private readonly answered: (outcome: Outcome) => void,
    private readonly send: Send = overTheNetwork,
    private readonly keep: Keep = sessionStorage,
    private readonly retryAfter: number = RETRY_MS,
  ) {
    this.pending.value = this.kept();
    this.run();
  }

  add(secret: string, options: Omit<Scan, "nonce" | "list" | "secret" | "answers"> & Partial<Pick<Scan, "answers">>): void {
    this.store([...this.pending.peek(), { nonce: crypto.randomUUID(), list: this.list, secret, answers: {}, ...options }]);
    this.run();
  }

  /** Tries at once: the network may be back. */
  hurry(): void {
    clearTimeout(this.retry);
    this.run();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.retry);
  }

  private run(): void {
    if (!this.running && !this.closed) void this.drain();
  }

  private async drain(): Promise<void> {
    this.running = true;
    clearTimeout(this.retry);
    for (let scan = this.pending.peek()[0]; scan && !this.closed; scan = this.pending.peek()[0]) {
      const outcome = await this.ask(scan);
      if (!outcome) {
        this.offline.value = true;
        this.retry = setTimeout(() => this.run(), this.retryAfter);
        break;
      }
      this.offline.value = false;
      this.store(this.pending.peek().slice(1));
      this.answered(outcome);
    }
    this.running = false;
  }

  private async ask(scan: Scan): Promise<Outcome | null> {
    try {
      return { scan, answer: await this.send(scan) };
    } catch (cause) {
      const error = cause instanceof ApiError ? cause : new ApiError(0, "network", String(cause));
      return worthRetrying(error) ? null : { scan, error };
    }
  }

  private key(): string {
    return `eh-scans-${this.list}`;
  }

  private store(scans: Scan[]): void {
    this.pending.value = scans;
    this.keep.setItem(this.key(), JSON.stringify(scans));
  }

  private kept(): Scan[] {
    try {
      return JSON.parse(this.keep.getItem(this.key()) ?? "[]") as Scan[];
    } catch {
      return [];
    }
  }
}
