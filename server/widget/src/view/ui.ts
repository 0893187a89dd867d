/** What a view may read of the widget, and ask of it. */
import type { Chat } from "../chat/chat";
import type { Order, Purse } from "../chat/purse";
import type { Problem } from "../chat/problem";
import type { Uploads } from "../chat/uploads";
import type { Http } from "../wire/http";
import type { Agent, Card, CardAction, Locale } from "../wire/types";
import type { Strings } from "../strings";
import type { Drawing } from "../markdown/drawing";
import type { Blocks } from "../markdown/lexing";

export type Screen = "chat" | "threads" | "settings" | "energy" | "seen" | "erase";

export interface Topic {
  readonly agent: string;
  readonly message: string;
}

/** A message that the person has rated. */
export interface Rating {
  readonly thumb: "up" | "down";
  readonly asks: boolean;
}

export interface Ui {
  readonly app: string;
  /** Where Iris is. */
  readonly server: string;
  readonly http: Http;
  readonly chat: Chat;
  readonly t: Strings;
  readonly locale: Locale;
  readonly theme: "auto" | "light" | "dark";
  readonly screen: Screen;
  readonly agents: readonly Agent[];
  readonly topics: readonly Topic[];
  readonly welcome: string;
  readonly offline: boolean;
  readonly uploads: Uploads;
  readonly ratings: ReadonlyMap<string, Rating>;
  readonly editing: string | undefined;
  readonly drawing: Drawing;
  readonly purse: Purse;
  /** The order that is being paid. */
  readonly order: Order | undefined;
  readonly ordering: boolean;
  /** Looked at a moment ago, the order was not paid yet. */
  readonly unpaid: boolean;
  /** Of a message: its Markdown, read once. */
  blocks(id: string): Blocks;
  agent(name: string | null): Agent | undefined;
  /** In the language of the person: the server's words, or the widget's for this code. */
  words(problem: Problem): string;
  go(screen: Screen): void;
  send(text: string): void;
  edit(messageId: string | undefined): void;
  act(action: CardAction, card: Card): void;
  /** `label`: what is bought, with its price. */
  buy(packId: string, label: string): void;
  /** Another choice than the order that is being paid. */
  leaveOrder(): void;
  subscribe(planId: string, label: string): void;
  checkPaid(order: Order, paid: () => void): Promise<void>;
  /** What was refused or lost, once more. */
  retry(): void;
  /** The person has said how much this conversation helps, or that they would rather not. */
  readonly scored: boolean;
  /** 1 to 5; undefined: not asked again. */
  score(score: number | undefined): void;
  rate(messageId: string, thumb: "up" | "down", reason?: string): void;
  setLocale(locale: Locale): void;
  setTheme(theme: "auto" | "light" | "dark"): void;
  /** Do this; what goes wrong is told. */
  guarded(work: () => Promise<void>): Promise<void>;
  transcript(): void;
  download(path: string, method?: string): Promise<void>;
  /** Forget who spoke in this browser. */
  reset(): void;
  /** Draw again: something that a view holds has changed. */
  redraw(): void;
  /** Told to who listens to a screen reader, politely. */
  announce(text: string): void;
}
