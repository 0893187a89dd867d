/** `<iris-chat>`: the launcher and the panel, over a conversation. */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { createRef, ref } from "lit/directives/ref.js";
import { looks } from "./cards/kinds";
import { Chat } from "./chat/chat";
import { problemOf, type Problem } from "./chat/problem";
import { Purse, type Order } from "./chat/purse";
import { Spoken } from "./chat/spoken";
import { Uploads } from "./chat/uploads";
import { Blocks } from "./markdown/lexing";
import { dateOf, known, Languages, localeOf, pointsOf, put, type Strings } from "./strings";
import { styles } from "./style";
import { chatScreen, grow, measure, settle, shelf } from "./view/chat-screen";
import { icon } from "./view/icons";
import { linesOf } from "./view/messages";
import { release } from "./view/once";
import { energyScreen } from "./view/energy-screen";
import { eraseScreen } from "./view/erase-screen";
import { greeting } from "./view/greeting";
import { seenScreen } from "./view/seen-screen";
import { settingsScreen } from "./view/settings-screen";
import { threadsScreen } from "./view/threads-screen";
import type { Rating, Screen, Topic, Ui } from "./view/ui";
import { Viewport } from "./view/viewport";
import { Http } from "./wire/http";
import { Identity, type Voucher } from "./wire/identity";
import { Memory } from "./wire/memory";
import type { Agent, Card, CardAction, Locale } from "./wire/types";

/** What an app has set: `GET /v1/app`. */
interface AppSettings {
  readonly agent: string | null;
  readonly locale: Locale | null;
  readonly theme: "auto" | "light" | "dark" | null;
  readonly welcome: string | null;
  readonly suggestions: readonly string[];
}

const MOBILE = "(max-width: 480px)";
const THEMES = ["auto", "light", "dark"] as const;

/** Drawn again when it changes, and no attribute. */
const INNER = { state: true };

export class IrisChat extends LitElement implements Ui {
  static override styles = [styles, ...looks];
  // Not by decorators: their code is half a kilobyte of the script.
  static override properties = {
    app: {},
    server: {},
    lang: {},
    theme: { reflect: true },
    mode: { reflect: true },
    open: { type: Boolean, reflect: true },
    first: { attribute: "agent" },
    greet: { type: Number },
    strings: { attribute: false },
    screen: INNER,
    agents: INNER,
    offline: INNER,
    editing: INNER,
    order: INNER,
    ordering: INNER,
    unpaid: INNER,
    unread: INNER,
    greeting: INNER,
    spoken: INNER,
    settings: INNER,
    suggested: INNER,
  };

  /** Publishable key of the app. */
  app = "";
  /** Where Iris is; the widget's script sets its own origin. */
  server = "";
  /** A language that the host wishes; without one, the page's, then the browser's. */
  override lang = "";
  theme: "auto" | "light" | "dark" = "auto";
  /** `panel`: a launcher and a panel; `page`: fills its place. */
  mode: "panel" | "page" = "panel";
  open = false;
  /** The specialist that new conversations begin with. */
  first = "";
  /** Seconds after which a visitor is greeted, once; 0: never. */
  greet = 0;
  /** The host's own words in the place of the widget's. */
  strings: Partial<Strings> = {};

  screen: Screen = "chat";
  agents: readonly Agent[] = [];
  offline = !navigator.onLine;
  editing: string | undefined;
  order: Order | undefined;
  ordering = false;
  unpaid = false;
  private unread = 0;
  private greeting = false;
  private spoken = "";
  private settings: AppSettings | undefined;
  private suggested: readonly Topic[] = [];

  readonly ratings = new Map<string, Rating>();
  http!: Http;
  chat!: Chat;
  purse!: Purse;
  uploads!: Uploads;
  drawing = { copy: "", copied: "", copyText: (text: string, button: HTMLElement) => void this.copyText(text, button) };

  private identity!: Identity;
  private memory!: Memory;
  private started = false;
  private frame = 0;
  private waiting = 0;
  private resumed: Promise<void> = Promise.resolve();
  private focused = false;
  private drawn: string | undefined;
  private chosen: Locale | undefined;
  private readonly languages = new Languages(() => this.server, () => this.requestUpdate());
  private markdown = new Map<string, Blocks>();
  private readonly speech = new Spoken((text) => (this.spoken = text));
  private readonly launcher = createRef<HTMLButtonElement>();
  private readonly panel = createRef<HTMLElement>();
  private own = shelf(false);
  private readonly mobile = matchMedia(MOBILE);
  protected readonly viewport = new Viewport(this);
  private readonly channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("iris") : undefined;

  get locale(): Locale {
    return this.chosen ?? localeOf(this.lang, this.settings?.locale, document.documentElement.lang, navigator.language);
  }

  get t(): Strings {
    return this.languages.of(this.locale, this.strings);
  }

  get welcome(): string {
    return this.settings?.welcome ?? this.t.welcome;
  }

  get topics(): readonly Topic[] {
    const own = this.settings?.suggestions ?? [];
    return own.length ? own.map((message) => ({ agent: this.settings?.agent ?? "", message })) : this.suggested;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.server ||= location.origin;
    this.memory = new Memory(this.app);
    this.chosen = known(this.memory.read("locale"));
    const theme = this.memory.read("theme") as (typeof THEMES)[number] | undefined;
    if (theme && THEMES.includes(theme)) this.theme = theme;
    this.own = shelf(this.memory.read("noticed") === "1");
    this.identity = new Identity(this.app, this.server, () => this.locale, this.memory);
    this.http = new Http(this.server, () => this.locale, this.identity);
    this.purse = new Purse(this.http);
    this.uploads = new Uploads(this.http, () => this.redraw(), (name) => this.announce(put(this.t.uploaded, { name })));
    this.chat = new Chat(
      this.http,
      this.memory,
      () => this.soon(),
      () => ({ locale: this.locale, agent: this.first || this.settings?.agent || undefined }),
      (name, detail) => this.tell(name, detail),
    );
    this.mobile.addEventListener("change", this.turned);
    addEventListener("online", this.network);
    addEventListener("offline", this.network);
    document.addEventListener("visibilitychange", this.seen);
    this.channel?.addEventListener("message", this.seen);
    if (this.mode === "page") this.open = true;
    else if (this.memory.read("open") === "1") this.open = true;
    else if (this.greet > 0 && this.memory.read("greeted") === undefined) {
      this.waiting = window.setTimeout(() => void this.hello(), this.greet * 1000);
    }
    this.tell("ready", {});
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.waiting);
    this.chat.leave();
    this.mobile.removeEventListener("change", this.turned);
    removeEventListener("online", this.network);
    removeEventListener("offline", this.network);
    document.removeEventListener("visibilitychange", this.seen);
    this.channel?.removeEventListener("message", this.seen);
    this.started = false;
  }

  // What hosts and views ask.

  show(): void {
    this.open = true;
  }

  hide(): void {
    if (this.mode === "panel") this.open = false;
  }

  toggle(): void {
    if (this.open) this.hide();
    else this.show();
  }

  /** A person whom the host knows; undefined: a visitor again. */
  identify(voucher: Voucher | undefined): void {
    this.identity.identify(voucher);
    this.forget();
    this.begin();
  }

  /** Forget who spoke in this browser: for a host's sign-out. */
  reset(): void {
    this.identity.reset();
    for (const name of ["thread", "open", "noticed", "scored", "greeted"]) this.memory.write(name, undefined);
    this.chat.fresh();
    this.write("");
    this.forget();
    this.begin();
  }

  setLocale(locale: Locale): void {
    this.chosen = known(locale) ?? this.chosen;
    if (this.chosen !== locale) return;
    this.memory.write("locale", locale);
    void this.introduce();
    this.requestUpdate();
  }

  setTheme(theme: "auto" | "light" | "dark"): void {
    this.theme = theme;
    this.memory.write("theme", theme);
  }

  go(screen: Screen): void {
    this.screen = screen;
    release(this);
    void this.updateComplete.then(() => (this.panel.value?.querySelector<HTMLElement>("[data-first]") ?? this.panel.value)?.focus());
  }

  send(text: string): void {
    if (!this.started) this.begin();
    this.show();
    this.screen = "chat";
    void this.say(text);
  }

  private async say(text: string): Promise<void> {
    await this.resumed;
    // What could not be sent goes first; until it has, these words wait in the box.
    const ready = await this.chat.resend(true);
    if (this.chat.busy || !ready) {
      if (text !== this.chat.asked?.text) this.write(text);
      return;
    }
    const files = this.uploads.take();
    const replaces = this.editing ?? null;
    this.editing = undefined;
    this.own.end = 0;
    this.own.keeps = "answer";
    await this.chat.send(text || files.map((file) => file.name).join(", "), files, replaces);
  }

  /** Put words in the box, to be sent by the person. */
  private write(text: string): void {
    this.own.draft = text;
    this.redraw();
  }

  edit(messageId: string | undefined): void {
    this.editing = messageId;
    const box = this.own.box.value;
    if (!box) return;
    const said = messageId === undefined ? "" : (linesOf(this).find((line) => line.id === messageId)?.text ?? "");
    box.value = this.own.draft = said;
    grow(box);
    box.focus();
  }

  act(action: CardAction, card: Card): void {
    if ("text" in action) {
      this.send(action.text);
      return;
    }
    if (card.kind === "proposal") {
      void this.ordered(() => this.purse.confirm(action.path, action.body));
      return;
    }
    void this.guarded(async () => {
      if (action.method === "GET") await this.download(action.path);
      else await this.http.json(action.path, { method: action.method, body: action.body ?? {} });
    });
  }

  buy(packId: string, label: string): void {
    void this.ordered(async () => ({ ...(await this.purse.order(packId, crypto.randomUUID())), label }));
  }

  subscribe(planId: string, label: string): void {
    void this.ordered(async () => ({ ...(await this.purse.subscribe(planId, crypto.randomUUID())), label }));
  }

  leaveOrder(): void {
    this.order = undefined;
    this.unpaid = false;
  }

  async checkPaid(order: Order, paid: () => void): Promise<void> {
    this.ordering = true;
    await this.guarded(async () => {
      const done = await this.purse.paid(order.id);
      this.unpaid = !done;
      if (!done) return;
      this.order = undefined;
      await this.chat.balance();
      paid();
    });
    this.ordering = false;
  }

  retry(): void {
    const again = this.chat.problem?.again;
    this.chat.problem = undefined;
    this.redraw();
    again?.();
    if (!this.agents.length) void this.introduce();
  }

  get scored(): boolean {
    return this.memory.read("scored") === this.chat.threadId;
  }

  score(score: number | undefined): void {
    this.memory.write("scored", this.chat.threadId);
    this.redraw();
    this.own.box.value?.focus();
    if (score === undefined) return;
    void this.guarded(() => this.chat.score(score));
    this.announce(this.t.thanks);
  }

  rate(messageId: string, thumb: "up" | "down", reason?: string): void {
    const asks = reason === undefined;
    this.ratings.set(messageId, { thumb, asks });
    this.redraw();
    void this.guarded(() => this.chat.rate(messageId, thumb, reason));
    this.announce(this.t.thanks);
  }

  blocks(id: string): Blocks {
    let blocks = this.markdown.get(id);
    if (!blocks) this.markdown.set(id, (blocks = new Blocks()));
    return blocks;
  }

  agent(name: string | null): Agent | undefined {
    return this.agents.find((agent) => agent.name === name);
  }

  words(problem: Problem): string {
    return problem.words || this.t.problems[problem.code] || this.t.problem;
  }

  redraw(): void {
    this.requestUpdate();
  }

  announce(text: string): void {
    this.spoken = text;
  }

  /** The conversation as a text file. */
  transcript(): void {
    const lines = this.chat.history.map((message) => {
      const who = message.role === "user" ? this.t.you : (this.agent(message.agent)?.title ?? this.t.iris);
      const cards = message.annexes.filter((annex) => annex.name === "iris.card").map((annex) => (annex.value as Card).text);
      return [`${who}, ${dateOf(message.created_at, this.locale, true)}`, message.content, ...cards].join("\n");
    });
    this.save(new Blob([`${lines.join("\n\n")}\n`], { type: "text/plain;charset=utf-8" }), "iris.txt");
  }

  /** What a route gives, saved as a file. */
  async download(path: string, method = "GET"): Promise<void> {
    const answer = await this.http.send(path, { method });
    const name = /filename="?([^";]+)/.exec(answer.headers.get("Content-Disposition") ?? "")?.[1];
    this.save(await answer.blob(), name ?? path.split("/").at(-1) ?? "iris");
  }

  // What the element does by itself.

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.focused = Boolean(this.shadowRoot?.activeElement);
    if (this.chat.threadId !== this.drawn) {
      this.drawn = this.chat.threadId;
      this.markdown.clear();
      if (this.editing !== undefined) {
        this.editing = undefined;
        this.own.draft = "";
      }
    }
    this.drawing = this.t.copy === this.drawing.copy ? this.drawing : { ...this.drawing, copy: this.t.copy, copied: this.t.copied };
    if (changed.has("open")) {
      if (this.open) {
        this.unread = 0;
        if (!this.started) this.begin();
      }
      if (this.mode === "panel" && this.hasUpdated) {
        this.memory.write("open", this.open ? "1" : undefined);
        this.farewell();
        this.tell(this.open ? "open" : "close", {});
      }
    }
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has("open") && this.mode === "panel" && changed.get("open") !== undefined) {
      if (this.open) (this.own.box.value ?? this.panel.value)?.focus();
      else this.launcher.value?.focus();
    }
    // What had the focus is gone: whoever uses a keyboard goes on in the panel.
    if (this.focused && this.open && !this.shadowRoot?.activeElement) this.panel.value?.focus();
    this.stick();
  }

  /** Keep what is said in view, unless the person has scrolled; once more when what was drawn has its real height. */
  private stick(again = true): void {
    if (this.chat.history.length + this.chat.turn.said.length === 0) return;
    settle(this.own);
    if (again) requestAnimationFrame(() => this.stick(false));
    else if (measure(this.own)) this.redraw();
  }

  protected override render(): TemplateResult {
    const modal = this.mode === "panel" && this.mobile.matches;
    return html`
      ${this.mode === "panel" ? this.button() : nothing}
      ${this.greeting ? greeting(this, () => this.show(), () => this.farewell()) : nothing}
      ${this.open
        ? html`<section
            class="panel"
            part="panel"
            id="panel"
            role=${this.mode === "panel" ? "dialog" : "region"}
            aria-modal=${modal ? "true" : nothing}
            aria-label=${this.t.iris}
            tabindex="-1"
            lang=${this.locale}
            ${ref(this.panel)}
            @keydown=${this.keyed}
          >
            ${this.languages.has(this.locale) ? [this.header(), this.body()] : html`<p class="note">${this.t.step}</p>`}
          </section>`
        : nothing}
      <p class="hidden" aria-live="polite" lang=${this.locale}>${this.spoken}</p>
    `;
  }

  private button(): TemplateResult {
    const count = put(this.unread === 1 ? this.t.unread : this.t.unreadMany, { count: this.unread });
    return html`<button
      type="button"
      class="launcher"
      part="launcher"
      lang=${this.locale}
      aria-expanded=${this.open ? "true" : "false"}
      aria-controls="panel"
      aria-label=${this.open ? this.t.close : this.unread ? `${this.t.open}, ${count}` : this.t.open}
      ${ref(this.launcher)}
      @click=${() => this.toggle()}
    >
      ${icon(this.open ? "close" : "talk")} ${this.unread ? html`<span class="badge" part="badge" aria-hidden="true">${this.unread}</span>` : nothing}
    </button>`;
  }

  private header(): TemplateResult {
    const { t } = this;
    const tool = (name: Parameters<typeof icon>[0], label: string, go: () => void): TemplateResult =>
      html`<button type="button" class="tool" aria-label=${label} title=${label} @click=${go}>${icon(name)}</button>`;
    const agent = this.agent(this.chat.turn.agent ?? this.chat.history.at(-1)?.agent ?? null);
    const energy = this.chat.energy;
    const titles = { chat: "", threads: t.conversations, settings: t.settings, energy: t.energyTitle, seen: t.seen, erase: t.erase };
    const inside = this.screen !== "chat";
    return html`<header part="header" data-agent=${agent?.name ?? ""}>
      ${inside
        ? html`<button type="button" class="tool" data-first aria-label=${t.back} title=${t.back} @click=${() => this.go("chat")}>${icon("back")}</button>`
        : html`<span class="mark" aria-hidden="true"></span>`}
      <h2>
        ${inside ? titles[this.screen] : (agent?.title ?? t.iris)}
        ${inside || !agent ? nothing : html`<span class="does">${agent.does}</span>`}
      </h2>
      ${energy && !inside
        ? html`<button type="button" class="tool energy" aria-label=${put(t.energy, { points: pointsOf(energy.available, t, this.locale) })} @click=${() => this.go("energy")}>
            ${icon("energy")}<span aria-hidden="true">${energy.unlimited ? "∞" : energy.available}</span>
          </button>`
        : nothing}
      ${inside ? nothing : [tool("plus", t.newChat, () => this.anew()), tool("list", t.conversations, () => this.go("threads")), tool("menu", t.settings, () => this.go("settings"))]}
      ${this.mode === "panel" ? [this.mobile.matches ? nothing : tool("popout", t.popout, () => this.popout()), tool("close", t.minimize, () => this.hide())] : nothing}
    </header>`;
  }

  private body(): TemplateResult {
    switch (this.screen) {
      case "threads":
        return threadsScreen(this);
      case "settings":
        return settingsScreen(this);
      case "energy":
        return energyScreen(this);
      case "seen":
        return seenScreen(this);
      case "erase":
        return eraseScreen(this);
      default:
        return chatScreen(this, this.own, () => {
          this.own.noticed = true;
          this.memory.write("noticed", "1");
          this.redraw();
          this.own.box.value?.focus();
        });
    }
  }

  private readonly keyed = (event: KeyboardEvent): void => {
    if (event.key === "Escape") {
      event.stopPropagation();
      if (this.screen !== "chat") this.go("chat");
      else this.hide();
    }
    if (event.key === "Tab" && this.mode === "panel" && this.mobile.matches) this.keepInside(event);
  };

  /** On a phone the panel is all there is: Tab stays in it. */
  private keepInside(event: KeyboardEvent): void {
    const all = [...(this.panel.value?.querySelectorAll<HTMLElement>("button, a[href], textarea, input, select, [tabindex='0'], summary") ?? [])];
    const stops = all.filter((each) => !each.hasAttribute("disabled") && each.tabIndex >= 0);
    const edge = event.shiftKey ? stops[0] : stops.at(-1);
    if (this.shadowRoot?.activeElement !== edge) return;
    event.preventDefault();
    (event.shiftKey ? stops.at(-1) : stops[0])?.focus();
  }

  /** The first look, or another person: who there is, and the conversation of before. */
  private begin(): void {
    this.started = true;
    void this.introduce();
    if (!this.identity.known) return;
    this.resumed = this.chat.resume();
    void this.resumed.then(() => this.chat.balance().catch(() => undefined));
  }

  /** Somebody else speaks: what is left of the one before, beside their words, goes. */
  private forget(): void {
    this.leaveOrder();
    this.chat.energy = undefined;
    this.uploads.clear();
    this.ratings.clear();
  }

  private async hello(): Promise<void> {
    await this.introduce();
    this.greeting = !this.open && !this.chat.problem;
  }

  /** Greeted, or already in conversation: never again. */
  private farewell(): void {
    clearTimeout(this.waiting);
    this.greeting = false;
    this.memory.write("greeted", "1");
  }

  private anew(): void {
    this.chat.fresh();
    this.own.end = 0;
    this.own.keeps = "answer";
    this.markdown.clear();
    this.own.box.value?.focus();
  }

  private async introduce(): Promise<void> {
    await this.guarded(async () => {
      const open = new Http(this.server, () => this.locale);
      this.settings = await open.json<AppSettings>(`/v1/app?key=${encodeURIComponent(this.app)}`);
      if (this.settings.theme && this.memory.read("theme") === undefined) this.theme = this.settings.theme;
      const [{ agents }, { topics }] = await Promise.all([
        open.json<{ agents: Agent[] }>(`/v1/agents?locale=${this.locale}`),
        open.json<{ topics: Topic[] }>(`/v1/topics?locale=${this.locale}`),
      ]);
      this.agents = agents;
      this.suggested = topics.slice(0, 4);
    });
  }

  private async ordered(make: () => Promise<Order>): Promise<void> {
    this.ordering = true;
    this.unpaid = false;
    await this.guarded(async () => void (this.order = await make()));
    this.ordering = false;
  }

  async guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.chat.problem = { ...(await problemOf(error, this.http)), again: () => void this.guarded(work) };
      this.tell("error", { code: this.chat.problem.code });
    }
    this.redraw();
  }

  private async copyText(text: string, button: HTMLElement): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // The browser refuses: the text stays there to be selected.
      return;
    }
    this.announce(this.t.copied);
    button.classList.add("done");
    setTimeout(() => button.classList.remove("done"), 1500);
  }

  private save(blob: Blob, name: string): void {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  private popout(): void {
    window.open(`${this.server}/?view=alone&app=${encodeURIComponent(this.app)}`, "iris", "popup,width=440,height=720");
    this.hide();
  }

  private readonly turned = (): void => this.redraw();

  private readonly network = (): void => {
    this.offline = !navigator.onLine;
    if (!this.offline && this.started) void this.chat.refresh().catch(() => undefined);
  };

  /** Another tab has said something, or this one is looked at again. */
  private readonly seen = (): void => {
    if (!this.started || document.visibilityState !== "visible") return;
    if (this.open) this.unread = 0;
    void this.chat.refresh().catch(() => undefined);
  };

  /** At most one drawing a frame, also in a tab that is not shown. */
  private soon(): void {
    if (this.frame) return;
    const draw = (): void => {
      this.frame = 0;
      this.speech.hear(this.chat.turn);
      this.requestUpdate();
    };
    this.frame = document.visibilityState === "visible" ? requestAnimationFrame(draw) : window.setTimeout(draw, 200);
  }

  private tell(name: string, detail: Record<string, unknown>): void {
    if (name === "run-end") {
      this.channel?.postMessage({ thread: this.chat.threadId });
      if (!this.open || document.visibilityState === "hidden") {
        this.unread += 1;
        this.tell("unread", { count: this.unread });
      }
    }
    this.dispatchEvent(new CustomEvent(`iris:${name}`, { detail, bubbles: true, composed: true }));
  }
}
