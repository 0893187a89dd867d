/** The conversation: what is known of it, and what a person does with it. It knows no DOM. */
import { type Http, Refusal } from "../wire/http";
import type { Memory } from "../wire/memory";
import { follow, LogGone, type Opening, type Watch } from "../wire/run";
import type { Energy, FileLine, Interrupt, Message, Thread } from "../wire/types";
import { mayPass, type Problem, problemOf } from "./problem";
import { apply, EMPTY, type Turn } from "./turn";

/** What the person has just said, until the history holds it. */
export interface Asked {
  readonly text: string;
  readonly files: readonly FileLine[];
  readonly key: string;
  /** Of the message that this one takes the place of. */
  readonly replaces: string | null;
  /** The server has it; the history could not be read yet. */
  readonly taken?: boolean;
  /** The server will not have it, however often it is sent. */
  readonly refused?: boolean;
}

export interface Waiting {
  readonly runId: string;
  readonly interrupts: readonly Interrupt[];
}

export interface Answer {
  readonly interrupt_id: string;
  readonly status: "resolved" | "cancelled";
  readonly payload?: Readonly<Record<string, unknown>>;
}

const PAGE = 500;

export class Chat {
  threadId: string | undefined;
  history: readonly Message[] = [];
  asked: Asked | undefined;
  turn: Turn = EMPTY;
  runId: string | undefined;
  waiting: Waiting | undefined;
  energy: Energy | undefined;
  problem: Problem | undefined;
  /** The network is lost in the middle of an answer. */
  cut = false;
  busy = false;
  /** Asked to stop, and not stopped yet. */
  stopping = false;
  private following: AbortController | undefined;
  private synced: Promise<void> = Promise.resolve();

  constructor(
    private readonly http: Http,
    private readonly memory: Memory,
    private readonly changed: () => void,
    private readonly options: () => { readonly locale: string; readonly agent: string | undefined },
    private readonly happened: (name: string, detail: Record<string, unknown>) => void = () => undefined,
  ) {}

  /** The conversation of before, and the answer that goes on. Raises nothing: what goes wrong is `problem`. */
  async resume(): Promise<void> {
    this.threadId = this.memory.read("thread");
    if (this.threadId !== undefined) await this.show(this.threadId);
  }

  /** Show a conversation, from its history; follow the answer under way. */
  async show(threadId: string): Promise<void> {
    this.clear();
    this.threadId = threadId;
    this.memory.write("thread", threadId);
    await this.guarded(async () => {
      try {
        await this.refresh();
      } catch (error) {
        if (!(error instanceof Refusal) || error.status !== 404) throw error;
        // Deleted, or somebody else's: a new conversation begins.
        this.fresh();
      }
    }, () => void this.show(threadId));
  }

  /** Begin a new conversation; the one of before stays in the list. */
  fresh(): void {
    this.clear();
    this.memory.write("thread", undefined);
    this.changed();
  }

  /** What other tabs and devices have said since; and follow the answer under way. */
  async refresh(): Promise<void> {
    const threadId = this.threadId;
    if (threadId === undefined || this.following) return;
    await this.sync(true);
    const path = `/v1/threads/${encodeURIComponent(threadId)}`;
    const active = await this.http.json<{ run_id: string } | undefined>(`${path}/active-run`);
    if (this.threadId !== threadId || this.following) return;
    if (active) {
      void this.run({ runId: active.run_id, after: 0 });
      return;
    }
    const open = await this.http.json<{ run_id: string | null; interrupts: Interrupt[] }>(`${path}/interrupts`);
    if (this.threadId !== threadId || this.following) return;
    this.waiting = open.run_id !== null && open.interrupts.length ? { runId: open.run_id, interrupts: open.interrupts } : undefined;
    this.changed();
  }

  /** Say something. The words are kept until the server has them: a failure loses nothing. */
  async send(text: string, files: readonly FileLine[] = [], replaces: string | null = null): Promise<void> {
    this.asked = { text, files, key: crypto.randomUUID(), replaces };
    if (replaces !== null) this.history = before(this.history, replaces);
    this.happened("message", { text });
    await this.ask();
  }

  /** Send once more what the server has not taken, with the same key: it happens once. Gives whether nothing is left. */
  async resend(next = false): Promise<boolean> {
    // Other words take the place of those that were refused for what they are.
    if (next && this.asked?.refused) this.asked = undefined;
    if (this.asked && !this.asked.taken) await this.ask();
    return this.asked === undefined || this.asked.taken === true;
  }

  /** Have the last message answered anew, where its answer failed. */
  private again(): void {
    const last = [...this.history].reverse().find((message) => message.role === "user");
    if (last) void this.send(last.content, filesOf(last), last.id);
  }

  /** Answer what the run waits on. */
  async answer(answers: readonly Answer[]): Promise<void> {
    const waiting = this.waiting;
    if (!waiting || this.busy) return;
    this.waiting = undefined;
    const done = await this.run({
      path: `/v1/runs/${encodeURIComponent(waiting.runId)}/resume`,
      body: { answers },
      key: crypto.randomUUID(),
    });
    if (!done) this.waiting ??= waiting;
    this.changed();
  }

  /** Stop the answer; what was said stays. */
  async stop(): Promise<void> {
    if (!this.runId || this.stopping) return;
    this.stopping = true;
    this.changed();
    await this.guarded(async () => {
      await this.http.json(`/v1/runs/${encodeURIComponent(this.runId ?? "")}/cancel`, { method: "POST" });
    });
    if (this.problem) this.stopping = false;
  }

  /** Leave the page: what is under way goes on without it. */
  leave(): void {
    this.following?.abort();
  }

  async threads(): Promise<readonly Thread[]> {
    return (await this.http.json<{ threads: Thread[] }>("/v1/threads?limit=50")).threads;
  }

  async remove(threadId: string): Promise<void> {
    await this.http.json(`/v1/threads/${encodeURIComponent(threadId)}`, { method: "DELETE" });
    if (threadId === this.threadId) this.fresh();
  }

  async rate(messageId: string, thumb: "up" | "down", reason?: string): Promise<void> {
    await this.http.json(`/v1/messages/${encodeURIComponent(messageId)}/feedback`, {
      body: { thumb, ...(reason ? { reason } : {}) },
    });
    this.happened("feedback", { messageId, thumb });
  }

  /** How much the conversation helped: 1 to 5. */
  async score(score: number): Promise<void> {
    await this.http.json(`/v1/threads/${encodeURIComponent(this.threadId ?? "")}/feedback`, { body: { score } });
    this.happened("feedback", { threadId: this.threadId, score });
  }

  async balance(): Promise<void> {
    const told = await this.http.json<{ energy_available: number; unlimited: boolean }>("/luna/energy/me");
    this.energy = { available: told.energy_available, unlimited: told.unlimited };
    this.changed();
  }

  private ask(): Promise<boolean> {
    const { text, files, key, replaces } = this.asked as Asked;
    const { locale, agent } = this.options();
    const body = {
      message: text,
      locale,
      ...(this.threadId === undefined ? {} : { thread_id: this.threadId }),
      ...(agent === undefined || this.threadId !== undefined ? {} : { agent }),
      ...(files.length ? { files: files.map((file) => file.id) } : {}),
      ...(replaces === null ? {} : { replaces }),
    };
    return this.run({ path: "/v1/chat", body, key });
  }

  /** Follow a run to its end, then read what the history kept of it. Gives whether the server took it. */
  private async run(start: Opening | { runId: string; after: number }): Promise<boolean> {
    const following = new AbortController();
    this.following?.abort();
    this.following = following;
    this.busy = true;
    this.problem = undefined;
    this.turn = EMPTY;
    this.waiting = undefined;
    this.runId = "runId" in start ? start.runId : undefined;
    this.changed();
    let taken = "runId" in start;
    const watch: Watch = {
      connected: (is) => {
        this.cut = !is;
        this.changed();
      },
      began: (runId, threadId) => {
        taken = true;
        this.runId = runId;
        this.threadId = threadId;
        this.memory.write("thread", threadId);
        this.happened("run-start", { runId, threadId });
      },
    };
    try {
      for await (const { event } of follow(this.http, start, watch, following.signal)) {
        this.turn = apply(this.turn, event);
        if (this.turn.energy) this.energy = { ...this.turn.energy, unlimited: this.energy?.unlimited ?? false };
        this.changed();
      }
    } catch (error) {
      if (following.signal.aborted) return taken;
      if (!(error instanceof LogGone)) this.problem = { ...(await problemOf(error, this.http)), again: () => void (taken ? this.catchUp() : this.resend()) };
      if (!taken && this.asked && this.problem) this.asked = { ...this.asked, refused: !mayPass(this.problem) };
      if (!taken && this.problem?.code === "not_found" && this.threadId !== undefined && this.asked) this.restart(this.asked);
      // Another tab or device is being answered: show that answer, and keep these words.
      if (this.problem?.code === "run_conflict") {
        this.following = undefined;
        void this.refresh();
      }
    }
    if (this.following === following) await this.end(taken, "key" in start ? start.key : undefined);
    return taken;
  }

  private async end(taken: boolean, start: string | undefined): Promise<void> {
    this.following = undefined;
    const end = this.turn.end;
    if (end?.kind === "interrupt" && this.runId) this.waiting = { runId: this.runId, interrupts: end.interrupts };
    if (end?.kind === "error") this.problem = { code: end.code, words: end.message, again: () => this.again() };
    if (taken && start === this.asked?.key) this.asked = this.asked && { ...this.asked, taken: true };
    if (taken) await this.catchUp();
    if (this.energy === undefined) await this.balance().catch(() => undefined);
    this.happened("run-end", { runId: this.runId, outcome: end?.kind ?? "lost" });
    this.busy = false;
    this.stopping = false;
    this.cut = false;
    this.runId = undefined;
    this.changed();
  }

  /** The conversation was deleted elsewhere: these words begin another one, when they are sent again. */
  private restart(asked: Asked): void {
    this.threadId = undefined;
    this.history = [];
    this.memory.write("thread", undefined);
    this.asked = { ...asked, key: crypto.randomUUID(), replaces: null, refused: false };
  }

  private catchUp(): Promise<void> {
    return this.guarded(() => this.sync(), () => void this.catchUp());
  }

  /** Read what the history holds beyond what is shown; `whole`: also whether what is shown still counts. */
  private sync(whole = false): Promise<void> {
    this.synced = this.synced.catch(() => undefined).then(() => this.read(whole));
    return this.synced;
  }

  private async read(whole: boolean): Promise<void> {
    const threadId = this.threadId;
    if (threadId === undefined) return;
    const last = whole ? this.history.at(-1) : undefined;
    if (last) {
      const path = `/v1/threads/${encodeURIComponent(threadId)}/messages?after=${last.position - 1}&limit=1`;
      const { messages } = await this.http.json<{ messages: Message[] }>(path);
      if (this.threadId !== threadId) return;
      // Said anew in another tab: what followed has left the conversation.
      if (messages[0]?.id !== last.id) this.history = [];
    }
    for (;;) {
      const after = this.history.at(-1)?.position ?? 0;
      const path = `/v1/threads/${encodeURIComponent(threadId)}/messages?after=${after}&limit=${PAGE}`;
      const { messages } = await this.http.json<{ messages: Message[] }>(path);
      if (this.threadId !== threadId) return;
      this.history = [...this.history, ...messages];
      if (messages.length < PAGE) break;
    }
    this.turn = { ...EMPTY, agent: this.turn.agent, mode: this.turn.mode };
    if (this.asked?.taken) this.asked = undefined;
    this.changed();
  }

  private clear(): void {
    this.following?.abort();
    this.following = undefined;
    this.threadId = undefined;
    this.history = [];
    this.asked = undefined;
    this.turn = EMPTY;
    this.runId = undefined;
    this.waiting = undefined;
    this.problem = undefined;
    this.busy = this.stopping = this.cut = false;
  }

  private async guarded(work: () => Promise<void>, again?: () => void): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.problem = { ...(await problemOf(error, this.http)), ...(again ? { again } : {}) };
    }
    this.changed();
  }
}

/** The documents that came with a message. */
export function filesOf(message: Message): FileLine[] {
  return message.annexes.filter((annex) => annex.name === "iris.files").flatMap((annex) => annex.value as FileLine[]);
}

function before(history: readonly Message[], id: string): readonly Message[] {
  const place = history.findIndex((message) => message.id === id);
  return place < 0 ? history : history.slice(0, place);
}
