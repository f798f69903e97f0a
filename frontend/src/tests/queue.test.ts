import { expect, test, vi } from "vitest";
import { ApiError } from "~/core/api";
import type { ScanAnswer } from "~/core/types";
import { type Outcome, type Scan, ScanQueue } from "~/surfaces/door/queue";

const RETRY_MS = 5;
const ok = { verdict: "ok" } as ScanAnswer;
const lost = new ApiError(0, "network", "lost");

function shelf(): { getItem: (key: string) => string | null; setItem: (key: string, value: string) => void } {
  const kept = new Map<string, string>();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) };
}

test("a scan whose answer is lost is sent again with the same nonce, once", async () => {
  const sent: Scan[] = [];
  const outcomes: Outcome[] = [];
  const send = async (scan: Scan): Promise<ScanAnswer> => {
    sent.push(scan);
    if (sent.length < 3) throw lost;
    return ok;
  };
  const queue = new ScanQueue(7, (outcome) => outcomes.push(outcome), send, shelf(), RETRY_MS);
  queue.add("ticket", { kind: "entry" });
  await vi.waitFor(() => expect(outcomes).toHaveLength(1));
  expect(sent).toHaveLength(3);
  expect(new Set(sent.map((scan) => scan.nonce)).size).toBe(1);
  expect(queue.offline.value).toBe(false);
  expect(queue.pending.value).toEqual([]);
});

test("while the network is away scans wait, in order, and survive a reload", async () => {
  const kept = shelf();
  const before = new ScanQueue(7, () => undefined, () => Promise.reject(lost), kept, 60_000);
  before.add("first", { kind: "entry" });
  before.add("second", { kind: "exit" });
  await vi.waitFor(() => expect(before.waiting.value).toHaveLength(2));
  const nonces = before.pending.value.map((scan) => scan.nonce);
  before.close();

  const outcomes: Outcome[] = [];
  const after = new ScanQueue(7, (outcome) => outcomes.push(outcome), () => Promise.resolve(ok), kept, RETRY_MS);
  await vi.waitFor(() => expect(outcomes).toHaveLength(2));
  expect(outcomes.map(({ scan }) => scan.nonce)).toEqual(nonces);
  expect(outcomes.map(({ scan }) => scan.secret)).toEqual(["first", "second"]);
  after.close();
});

test("a refusal is an answer: it is not sent again", async () => {
  const outcomes: Outcome[] = [];
  const refuse = vi.fn(() => Promise.reject(new ApiError(403, "denied", "No.")));
  const queue = new ScanQueue(7, (outcome) => outcomes.push(outcome), refuse, shelf(), RETRY_MS);
  queue.add("ticket", { kind: "entry" });
  await vi.waitFor(() => expect(outcomes).toHaveLength(1));
  expect(refuse).toHaveBeenCalledTimes(1);
  expect(outcomes[0]).toHaveProperty("error.message", "No.");
});
