/** What the server says, as the widget reads it. Everything comes from `docs/protocol.md`. */

export type Locale = "fr" | "en" | "de" | "es";

export interface Message {
  readonly id: string;
  readonly role: "user" | "assistant";
  readonly content: string;
  readonly agent: string | null;
  readonly status: "complete" | "partial";
  readonly run_id: string;
  readonly parent_id: string | null;
  readonly position: number;
  readonly created_at: string;
  readonly annexes: readonly Annex[];
}

/** A `CUSTOM` event as the history keeps it, beside the message that it belongs to. */
export interface Annex {
  readonly name: string;
  readonly value: unknown;
}

export interface Thread {
  readonly id: string;
  readonly title: string;
  readonly agent: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface Agent {
  readonly name: string;
  readonly title: string;
  readonly does: string;
}

export interface Source {
  readonly title: string;
  readonly source?: string | null;
  readonly url?: string | null;
  readonly checked_on?: string | null;
}

/** A button of a card: it says something in the conversation, or asks the server. */
export type CardAction =
  | { readonly kind?: "message"; readonly label: string; readonly text: string }
  | {
      readonly kind?: "request";
      readonly label: string;
      readonly method: "GET" | "POST";
      readonly path: string;
      readonly body?: unknown;
    };

/** A typed result; `text` says all of it in words, for who cannot draw its kind. */
export interface Card {
  readonly id: string;
  readonly kind: string;
  readonly version: number;
  readonly data: Record<string, unknown>;
  readonly text: string;
  readonly actions: readonly CardAction[];
}

/** A question that the run waits on. */
export interface Interrupt {
  readonly id: string;
  readonly reason: string;
  readonly message?: string;
  readonly responseSchema?: Record<string, unknown>;
  readonly expiresAt?: string;
  readonly metadata?: Record<string, unknown>;
}

/** Energy in points. */
export interface Energy {
  readonly available: number;
  readonly unlimited: boolean;
}

export interface FileLine {
  readonly id: string;
  readonly name: string;
  readonly media_type: string;
  readonly size?: number;
}

/** One event of a run: AG-UI 1.0, and Iris's own as `CUSTOM`. Unknown types are ignored by who reads them. */
export type RunEvent = { readonly type: string } & Readonly<Record<string, unknown>>;

/** An event with the number of its frame in the run's log. */
export interface Numbered {
  readonly id: number;
  readonly event: RunEvent;
}
