/** One turn of the conversation as events tell it. Pure: events in, what is shown out. */
import type { Annex, Energy, Interrupt, RunEvent } from "../wire/types";

export interface Said {
  readonly id: string;
  readonly text: string;
  readonly agent: string | null;
  readonly open: boolean;
  readonly annexes: readonly Annex[];
}

/** What a run has said so far. */
export interface Turn {
  readonly said: readonly Said[];
  /** Cards and sources that came before the message that they belong to. */
  readonly waiting: readonly Annex[];
  readonly agent: string | null;
  /** The operation at work, by name. */
  readonly working: string | null;
  readonly mode: "model" | "guided" | null;
  readonly energy: Energy | null;
  readonly end: End | null;
}

export type End =
  | { readonly kind: "success" }
  | { readonly kind: "cancelled" }
  | { readonly kind: "interrupt"; readonly interrupts: readonly Interrupt[] }
  | { readonly kind: "error"; readonly code: string; readonly message: string };

export const EMPTY: Turn = {
  said: [],
  waiting: [],
  agent: null,
  working: null,
  mode: null,
  energy: null,
  end: null,
};

const SHOWN = new Set(["iris.card", "iris.sources", "iris.files"]);

export function apply(turn: Turn, event: RunEvent): Turn {
  const text = (name: string): string => String(event[name] ?? "");
  switch (event.type) {
    case "TEXT_MESSAGE_START": {
      const said = { id: text("messageId"), text: "", agent: turn.agent, open: true, annexes: turn.waiting };
      return { ...turn, said: [...turn.said, said], waiting: [], working: null };
    }
    case "TEXT_MESSAGE_CONTENT":
      return rewritten(turn, text("messageId"), (said) => ({ ...said, text: said.text + text("delta") }));
    case "TEXT_MESSAGE_END":
      return rewritten(turn, text("messageId"), (said) => ({ ...said, open: false }));
    case "TOOL_CALL_START":
      return { ...turn, working: text("toolCallName") };
    case "TOOL_CALL_RESULT":
      return { ...turn, working: null };
    case "CUSTOM":
      return custom(turn, text("name"), event["value"]);
    case "RUN_FINISHED":
      return ended(turn, outcome(event));
    case "RUN_ERROR":
      return ended(turn, { kind: "error", code: text("code"), message: text("message") });
    default:
      // A newer server may say more: an older widget goes on.
      return turn;
  }
}

function custom(turn: Turn, name: string, given: unknown): Turn {
  const value = (given ?? {}) as Record<string, unknown>;
  if (SHOWN.has(name)) {
    const annex = { name, value: given };
    const open = turn.said.at(-1);
    if (!open?.open) return { ...turn, waiting: [...turn.waiting, annex] };
    return rewritten(turn, open.id, (said) => ({ ...said, annexes: [...said.annexes, annex] }));
  }
  switch (name) {
    case "iris.agent":
      return { ...turn, agent: String(value["agent"]) };
    case "iris.mode":
      return { ...turn, mode: value["mode"] === "guided" ? "guided" : "model" };
    case "iris.energy":
      return { ...turn, energy: { available: Number(value["available"]), unlimited: false } };
    case "iris.message":
      return rewritten(turn, String(value["messageId"]), (said) => ({ ...said, text: String(value["text"]) }));
    default:
      return turn;
  }
}

function ended(turn: Turn, end: End): Turn {
  const said = turn.said.map((each) => (each.open ? { ...each, open: false } : each));
  const last = said.at(-1);
  if (turn.waiting.length === 0) return { ...turn, said, working: null, end };
  // A card that no words followed stands by itself.
  const alone: Said = { id: `${last?.id ?? "turn"}+`, text: "", agent: turn.agent, open: false, annexes: turn.waiting };
  return { ...turn, said: [...said, alone], waiting: [], working: null, end };
}

function outcome(event: RunEvent): End {
  const told = (event["outcome"] ?? {}) as { type?: string; interrupts?: readonly Interrupt[] };
  if (told.type === "interrupt") return { kind: "interrupt", interrupts: told.interrupts ?? [] };
  return { kind: told.type === "cancelled" ? "cancelled" : "success" };
}

function rewritten(turn: Turn, id: string, change: (said: Said) => Said): Turn {
  return { ...turn, said: turn.said.map((each) => (each.id === id ? change(each) : each)) };
}
