/** A turn as events tell it. */
import { describe, expect, it } from "vitest";
import { apply, EMPTY, type Turn } from "../src/chat/turn";
import type { RunEvent } from "../src/wire/types";

const play = (...events: RunEvent[]): Turn => events.reduce(apply, EMPTY);
const start = (messageId: string): RunEvent => ({ type: "TEXT_MESSAGE_START", messageId, role: "assistant" });
const words = (messageId: string, delta: string): RunEvent => ({ type: "TEXT_MESSAGE_CONTENT", messageId, delta });
const end = (messageId: string): RunEvent => ({ type: "TEXT_MESSAGE_END", messageId });
const custom = (name: string, value: unknown): RunEvent => ({ type: "CUSTOM", name, value });
const finished = (outcome: unknown): RunEvent => ({ type: "RUN_FINISHED", threadId: "t", runId: "r", outcome });
const card = { id: "k1", kind: "choices", version: 1, data: {}, text: "Une carte", actions: [] };

describe("messages", () => {
  it("join their pieces, and know who speaks", () => {
    const turn = play(custom("iris.agent", { agent: "aube", reason: "rules" }), start("m1"), words("m1", "Bon"), words("m1", "jour"), end("m1"));
    expect(turn.said).toEqual([{ id: "m1", text: "Bonjour", agent: "aube", open: false, annexes: [] }]);
  });

  it("take the text that counts", () => {
    const turn = play(start("m1"), words("m1", "<PERSON_1>"), end("m1"), custom("iris.message", { messageId: "m1", text: "Paul" }));
    expect(turn.said[0]?.text).toBe("Paul");
  });

  it("are closed by the end of the run", () => {
    expect(play(start("m1"), words("m1", "Bon"), finished({ type: "cancelled" })).said[0]?.open).toBe(false);
  });
});

describe("cards", () => {
  const annex = { name: "iris.card", value: card };

  it("go with the message that is open", () => {
    expect(play(start("m1"), custom("iris.card", card)).said[0]?.annexes).toEqual([annex]);
  });

  it("wait for the message that follows", () => {
    const turn = play(custom("iris.card", card), start("m1"));
    expect(turn.waiting).toEqual([]);
    expect(turn.said[0]?.annexes).toEqual([annex]);
  });

  it("stand alone when nothing follows", () => {
    const turn = play(custom("iris.card", card), finished({ type: "success" }));
    expect(turn.said).toHaveLength(1);
    expect(turn.said[0]).toMatchObject({ text: "", open: false, annexes: [annex] });
  });
});

describe("the end", () => {
  it("tells what the run waits on", () => {
    const interrupts = [{ id: "i1", reason: "confirmation" }];
    expect(play(finished({ type: "interrupt", interrupts })).end).toEqual({ kind: "interrupt", interrupts });
  });

  it("tells a failure in its own words", () => {
    expect(play({ type: "RUN_ERROR", code: "timeout", message: "Trop long." }).end).toEqual({ kind: "error", code: "timeout", message: "Trop long." });
  });

  it("is a success where an older server says nothing of it", () => {
    expect(play(finished(undefined)).end).toEqual({ kind: "success" });
  });
});

it("goes on over what it does not know", () => {
  const unknown: RunEvent[] = [{ type: "NEWER_THING", x: 1 }, custom("iris.newer", null), custom("iris.energy", {})];
  expect(play(...unknown, start("m1"), words("m1", "Bonjour"), words("m9", "à personne")).said[0]?.text).toBe("Bonjour");
});

it("tells which operation works, until words come", () => {
  const call: RunEvent = { type: "TOOL_CALL_START", toolCallId: "c1", toolCallName: "look_up" };
  expect(play(call).working).toBe("look_up");
  expect(play(call, { type: "TOOL_CALL_RESULT", toolCallId: "c1", content: "{}" }).working).toBeNull();
  expect(play(call, start("m1")).working).toBeNull();
});
