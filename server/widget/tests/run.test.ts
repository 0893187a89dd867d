/** A run is followed to its end: each event once, whatever the connection does. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Http, Refusal, Unreachable } from "../src/wire/http";
import { follow, LogGone } from "../src/wire/run";

const EVENTS = [
  { type: "RUN_STARTED", threadId: "t1", runId: "r1" },
  { type: "TEXT_MESSAGE_START", messageId: "m1" },
  { type: "TEXT_MESSAGE_CONTENT", messageId: "m1", delta: "Bonjour" },
  { type: "TEXT_MESSAGE_END", messageId: "m1" },
  { type: "RUN_FINISHED", outcome: { type: "success" } },
];
const frame = (number: number): string => `id: ${number}\ndata: ${JSON.stringify(EVENTS[number - 1])}\n\n`;
const OPENING = { path: "/v1/chat", body: { message: "Bonjour" }, key: "k1" };

/** An answer of these frames, cut where they end. */
const stream = (from: number, to: number, tail = ""): Response => {
  const text = Array.from({ length: to - from + 1 }, (_, place) => frame(from + place)).join("") + tail;
  return new Response(text, { headers: { "content-type": "text/event-stream", "X-Iris-Run-Id": "r1" } });
};

const asked: Request[] = [];
let answers: (() => Response)[] = [];

beforeEach(() => {
  asked.length = 0;
  vi.useFakeTimers({ shouldAdvanceTime: true, advanceTimeDelta: 500 });
  vi.stubGlobal("fetch", (url: string, given: RequestInit) => {
    asked.push(new Request(url, { ...given, signal: null }));
    const next = answers.shift();
    return next ? Promise.resolve(next()) : Promise.reject(new TypeError("no network"));
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function heard(start: Parameters<typeof follow>[1] = OPENING, signal = new AbortController().signal): Promise<number[]> {
  const http = new Http("https://iris.example", () => "fr");
  const watch = { connected: () => undefined, began: () => undefined };
  const numbers: number[] = [];
  for await (const { id } of follow(http, start, watch, signal)) numbers.push(id);
  return numbers;
}

describe("a run", () => {
  it("is given whole", async () => {
    answers = [() => stream(1, 5)];
    expect(await heard()).toEqual([1, 2, 3, 4, 5]);
    expect(asked[0]?.headers.get("Idempotency-Key")).toBe("k1");
  });

  it.each([1, 2, 3, 4])("cut after event %i goes on where it was", async (cut) => {
    answers = [() => stream(1, cut, frame(cut + 1).slice(0, 12)), () => stream(cut + 1, 5)];
    expect(await heard()).toEqual([1, 2, 3, 4, 5]);
    expect(asked[1]?.url).toBe("https://iris.example/v1/runs/r1/events");
    expect(asked[1]?.headers.get("Last-Event-ID")).toBe(String(cut));
  });

  it("gives no event twice, even one that is sent again", async () => {
    answers = [() => stream(1, 3), () => stream(1, 5)];
    expect(await heard()).toEqual([1, 2, 3, 4, 5]);
  });

  it("whose opening got no answer is asked again with the same key", async () => {
    answers = [
      () => {
        throw new TypeError("no network");
      },
      () => stream(1, 5),
    ];
    expect(await heard()).toEqual([1, 2, 3, 4, 5]);
    expect(asked.map((request) => request.headers.get("Idempotency-Key"))).toEqual(["k1", "k1"]);
  });

  it("that goes on already is followed from its log", async () => {
    answers = [() => stream(3, 5)];
    expect(await heard({ runId: "r1", after: 2 })).toEqual([3, 4, 5]);
  });
});

describe("the end of the road", () => {
  it("is told when nobody answers", async () => {
    answers = [];
    await expect(heard()).rejects.toThrow(Unreachable);
    expect(asked).toHaveLength(3);
  });

  it("is the server's own refusal", async () => {
    answers = [() => new Response(JSON.stringify({ code: "run_conflict", detail: "Déjà." }), { status: 409 })];
    await expect(heard()).rejects.toMatchObject({ status: 409, code: "run_conflict", detail: "Déjà." });
    await expect(Promise.reject(new Refusal(409, "x", "", {}))).rejects.toThrow(Refusal);
  });

  it.each([204, 410])("is the history where the log is gone (%i)", async (status) => {
    answers = [() => stream(1, 2), () => new Response(status === 204 ? null : "{}", { status })];
    await expect(heard()).rejects.toThrow(LogGone);
  });

  it("is at once when the person leaves", async () => {
    const leaving = new AbortController();
    answers = [() => stream(1, 2)];
    setTimeout(() => leaving.abort(), 300);
    await expect(heard(OPENING, leaving.signal)).rejects.toThrow("aborted");
  });
});
