/** Following a run to its end, whatever the network does: each event once, in order. */
import { createParser } from "eventsource-parser";
import { type Http, Refusal, Unreachable } from "./http";
import type { Numbered, RunEvent } from "./types";

/** The server says something at least every 15 s, if only a comment: silence for longer means a dead connection. */
const SILENCE_MS = 38_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
const ATTEMPTS = 12;
/** Before an answer has begun, the person is told sooner that nobody answers, and tries again when they wish. */
const FIRST_ATTEMPTS = 2;
const LAST = new Set(["RUN_FINISHED", "RUN_ERROR"]);

/** The log of the run is no longer kept: read the history of the thread. */
export class LogGone extends Error {}

export interface Opening {
  readonly path: string;
  readonly body: unknown;
  /** Sent again with the same key, a message happens once. */
  readonly key: string;
}

export interface Watch {
  /** The network was lost, or is back. */
  connected(is: boolean): void;
  /** The run is known: it may be stopped, and followed again after a reload. */
  began(runId: string, threadId: string): void;
}

/**
 * The events of a run, from its opening or, for one that goes on already, from its log after `after`.
 * Raises Refusal before the first event, LogGone, Unreachable after too many failures, AbortError.
 */
export async function* follow(
  http: Http,
  start: Opening | { readonly runId: string; readonly after: number },
  watch: Watch,
  signal: AbortSignal,
): AsyncGenerator<Numbered, void> {
  let runId = "runId" in start ? start.runId : undefined;
  let last = "after" in start ? start.after : 0;
  let failures = 0;
  for (;;) {
    const connection = new AbortController();
    const abort = (): void => connection.abort();
    signal.addEventListener("abort", abort);
    const watchdog = new Watchdog(abort);
    watchdog.heard();
    try {
      const answer = await (runId === undefined
        ? http.send((start as Opening).path, opening(start as Opening, connection.signal))
        : http.send(`/v1/runs/${encodeURIComponent(runId)}/events`, {
            headers: { "Last-Event-ID": String(last) },
            signal: connection.signal,
          }));
      // 204: it has ended, and what we have not seen is in the history.
      if (answer.status === 204) throw new LogGone();
      runId ??= answer.headers.get("X-Iris-Run-Id") ?? undefined;
      watch.connected(true);
      watchdog.heard();
      for await (const numbered of frames(answer, watchdog)) {
        if (numbered.id <= last) continue;
        last = numbered.id;
        failures = 0;
        if (numbered.event.type === "RUN_STARTED") {
          runId = String(numbered.event["runId"]);
          watch.began(runId, String(numbered.event["threadId"]));
        }
        yield numbered;
        if (LAST.has(numbered.event.type)) return;
      }
    } catch (error) {
      if (signal.aborted) throw new DOMException("aborted", "AbortError");
      if (error instanceof LogGone) throw error;
      if (error instanceof Refusal) {
        if (error.status === 410 && runId !== undefined) throw new LogGone();
        const passes = error.status >= 502 || (runId !== undefined && (error.status === 429 || error.status === 500));
        if (!passes || failures >= (runId === undefined ? FIRST_ATTEMPTS : ATTEMPTS)) throw error;
      }
    } finally {
      watchdog.stop();
      signal.removeEventListener("abort", abort);
      connection.abort();
    }
    failures += 1;
    if (runId !== undefined) watch.connected(false);
    if (failures > (runId === undefined ? FIRST_ATTEMPTS : ATTEMPTS)) throw new Unreachable("the stream keeps ending before the run does");
    await pause(Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS), signal);
  }
}

function opening(start: Opening, signal: AbortSignal): {
  body: unknown;
  headers: Record<string, string>;
  signal: AbortSignal;
} {
  return { body: start.body, headers: { "Idempotency-Key": start.key }, signal };
}

async function* frames(answer: Response, watchdog: Watchdog): AsyncGenerator<Numbered, void> {
  if (!answer.body) return;
  const ready: Numbered[] = [];
  const parser = createParser({
    onEvent: ({ id, data }) => {
      const number = Number(id);
      if (id !== undefined && Number.isSafeInteger(number)) ready.push({ id: number, event: JSON.parse(data) as RunEvent });
    },
  });
  const reader = answer.body.getReader();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      watchdog.heard();
      parser.feed(decoder.decode(value, { stream: true }));
      yield* ready.splice(0);
    }
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}

/** Calls `dead` after a silence. */
class Watchdog {
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly dead: () => void) {}

  heard(): void {
    this.stop();
    this.timer = setTimeout(this.dead, SILENCE_MS);
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}

/** Wait, but not when the network or the person comes back. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(done, ms * (0.75 + Math.random() / 2));
    function done(): void {
      clearTimeout(timer);
      removeEventListener("online", done);
      document.removeEventListener("visibilitychange", back);
      signal.removeEventListener("abort", done);
      resolve();
    }
    function back(): void {
      if (document.visibilityState === "visible") done();
    }
    addEventListener("online", done);
    document.addEventListener("visibilitychange", back);
    signal.addEventListener("abort", done);
  });
  if (signal.aborted) throw new DOMException("aborted", "AbortError");
}
