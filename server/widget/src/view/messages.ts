/** The messages: a window of the history, what is being said, and what went wrong. */
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { drawCard } from "../cards/kinds";
import { filesOf } from "../chat/chat";
import { mayPass, type Problem } from "../chat/problem";
import { drawBlocks, plain, safeAddress } from "../markdown/drawing";
import { dateOf, put } from "../strings";
import type { Annex, Card, FileLine, Message, Source } from "../wire/types";
import { icon } from "./icons";
import { interrupts } from "./interrupts";
import { score } from "./score";
import type { Ui } from "./ui";

/** Messages that are in the page at once: a long history stays light. */
export const SHOWN = 24;

interface Line {
  readonly id: string;
  readonly role: "user" | "assistant";
  readonly text: string;
  readonly agent: string | null;
  readonly open: boolean;
  readonly partial: boolean;
  readonly annexes: readonly Annex[];
  readonly files: readonly FileLine[];
  /** In the history: may be rated, or edited. */
  readonly kept: boolean;
  /** The server has it. */
  readonly taken?: boolean;
}

/** Everything said, oldest first. */
export function linesOf(ui: Ui): Line[] {
  const { history, asked, turn } = ui.chat;
  const lines = history.map(kept);
  if (asked) {
    const base = { id: asked.key, role: "user", agent: null, open: false, partial: false, annexes: [], kept: false } as const;
    lines.push({ ...base, text: asked.text, files: asked.files, taken: asked.taken === true });
  }
  const known = new Set(history.map((message) => message.id));
  for (const said of turn.said) {
    if (!known.has(said.id)) lines.push({ ...said, role: "assistant", partial: false, files: [], kept: false });
  }
  return lines;
}

function kept(message: Message): Line {
  const { id, role, content, agent, annexes } = message;
  const partial = message.status === "partial";
  return { id, role, text: content, agent, open: false, partial, annexes, files: filesOf(message), kept: true };
}

/** `end`: how many of the last lines are left out below the window; 0 at the bottom. */
export function messages(ui: Ui, end: number, move: (end: number) => void): TemplateResult {
  const lines = linesOf(ui);
  const last = Math.max(Math.min(lines.length - end, lines.length), Math.min(SHOWN, lines.length));
  const first = Math.max(0, last - SHOWN);
  const half = SHOWN / 2;
  return html`
    ${first > 0 ? more(ui.t.earlier, () => move(Math.min(lines.length - last + half, lines.length - SHOWN))) : nothing}
    ${repeat(
      lines.slice(first, last),
      (line) => line.id,
      (line, place) => message(ui, line, first + place === lines.length - 1, lines[first + place - 1]),
    )}
    ${last < lines.length ? more(ui.t.later, () => move(Math.max(0, lines.length - last - half))) : nothing}
    ${last === lines.length ? now(ui) : nothing}
  `;
}

function more(label: string, go: () => void): TemplateResult {
  return html`<button type="button" class="more" @click=${go}>${label}</button>`;
}

function message(ui: Ui, line: Line, isLast: boolean, above: Line | undefined): TemplateResult {
  const cards = line.annexes.filter((annex) => annex.name === "iris.card").map((annex) => annex.value as Card);
  const sources = line.annexes.filter((annex) => annex.name === "iris.sources").flatMap((annex) => annex.value as Source[]);
  // The choices of a question that was answered are no longer to be tapped.
  const open = isLast && !ui.chat.busy;
  const drawn = cards.filter((card) => card.kind !== "choices" || open);
  const agent = line.role === "assistant" && (above?.role !== "assistant" || above.agent !== line.agent) ? ui.agent(line.agent) : undefined;
  return html`<div
    class="message ${line.role}"
    part="message ${line.role}"
    data-agent=${line.agent ?? ""}
    aria-busy=${line.open ? "true" : nothing}
  >
    <span class="hidden">${line.role === "user" ? ui.t.you : (ui.agent(line.agent)?.title ?? ui.t.iris)}</span>
    ${agent ? html`<p class="who" aria-hidden="true"><span class="dot"></span>${agent.title}<span class="does">${agent.does}</span></p>` : nothing}
    ${line.files.length ? html`<p class="files">${line.files.map((file) => html`<span class="file">${icon("clip")}${plain(file.name)}</span>`)}</p>` : nothing}
    ${line.text
      ? html`<div class="bubble" part="bubble" dir="auto">
          ${line.role === "user" ? html`<p class="said">${plain(line.text)}</p>` : drawBlocks(ui.blocks(line.id).of(line.text), ui.drawing)}
        </div>`
      : nothing}
    ${drawn.map((card) => drawCard(card, ui))} ${sources.length ? cited(ui, sources) : nothing}
    ${line.kept || line.taken || line.role !== "user" ? nothing : html`<p class="note">${ui.chat.busy ? (ui.chat.runId ? nothing : ui.t.sending) : ui.t.notSent}</p>`}
    ${line.partial ? html`<p class="note">${ui.t.partial}</p>` : nothing}
    ${line.kept ? tools(ui, line) : nothing}
  </div>`;
}

function cited(ui: Ui, sources: readonly Source[]): TemplateResult {
  const one = (source: Source): TemplateResult => {
    const address = source.url ? safeAddress(source.url) : undefined;
    const title = address
      ? html`<a href=${address} target="_blank" rel="noopener noreferrer nofollow">${plain(source.title)}</a>`
      : plain(source.title);
    const checked = source.checked_on ? put(ui.t.checked, { date: dateOf(source.checked_on, ui.locale) }) : "";
    return html`<li>${title}${[source.source, checked].filter(Boolean).map((each) => html`<span class="detail">${each}</span>`)}</li>`;
  };
  return html`<details class="sources">
    <summary>${ui.t.sources} (${sources.length})</summary>
    <ul>
      ${sources.map(one)}
    </ul>
  </details>`;
}

function tools(ui: Ui, line: Line): TemplateResult | typeof nothing {
  if (line.role === "user") {
    if (ui.chat.busy) return nothing;
    return html`<div class="tools">
      <button type="button" class="tool" aria-label=${ui.t.edit} title=${ui.t.edit} @click=${() => ui.edit(line.id)}>${icon("edit")}</button>
    </div>`;
  }
  if (!line.text) return nothing;
  const rating = ui.ratings.get(line.id);
  const thumb = (which: "up" | "down", label: string): TemplateResult =>
    html`<button
      type="button"
      class="tool"
      aria-label=${label}
      title=${label}
      aria-pressed=${rating?.thumb === which ? "true" : "false"}
      @click=${() => ui.rate(line.id, which)}
    >
      ${icon(which)}
    </button>`;
  return html`<div class="tools">
    <button
      type="button"
      class="tool"
      aria-label=${ui.t.copy}
      title=${ui.t.copy}
      @click=${(event: Event) => ui.drawing.copyText(line.text, event.currentTarget as HTMLElement)}
    >
      ${icon("copy")}
    </button>
    ${thumb("up", ui.t.helpful)} ${thumb("down", ui.t.unhelpful)}
    ${rating?.asks ? reason(ui, line.id, rating.thumb) : nothing}
  </div>`;
}

function reason(ui: Ui, id: string, thumb: "up" | "down"): TemplateResult {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const given = new FormData(event.target as HTMLFormElement).get("reason");
    ui.rate(id, thumb, String(given ?? "").trim());
  };
  const label = thumb === "up" ? ui.t.whyUp : ui.t.whyDown;
  return html`<form class="reason" @submit=${submit}>
    <input name="reason" maxlength="1000" aria-label=${label} placeholder=${label} />
    <button class="action">${ui.t.sendReason}</button>
  </form>`;
}

/** What is going on now, below the last message. */
function now(ui: Ui): TemplateResult {
  const { chat, t } = ui;
  const open = chat.turn.said.some((said) => said.open);
  return html`
    ${chat.busy && !open ? working(ui) : nothing} ${chat.cut && chat.busy ? html`<p class="note warn">${t.cut}</p>` : nothing}
    ${chat.waiting && !chat.busy ? interrupts(ui, chat.waiting) : nothing}
    ${chat.problem ? trouble(ui, chat.problem) : nothing} ${score(ui)}
  `;
}

function working(ui: Ui): TemplateResult {
  const { turn, stopping } = ui.chat;
  const title = ui.agent(turn.agent)?.title ?? ui.t.iris;
  const step = turn.working === null ? put(ui.t.working, { agent: title }) : (ui.t.steps[turn.working] ?? ui.t.step);
  return html`<p class="working" part="working"><span class="pulse" aria-hidden="true"></span>${stopping ? ui.t.stopping : step}</p>`;
}

/** What went wrong, and a way on. */
export function trouble(ui: Ui, problem: Problem): TemplateResult {
  const again = problem.again && (ui.chat.asked !== undefined || mayPass(problem));
  return html`<div class="trouble" role="alert" part="error">
    <p>${ui.words(problem)}</p>
    ${again ? html`<button type="button" class="action" @click=${() => ui.retry()}>${icon("retry")}${ui.t.retry}</button>` : nothing}
  </div>`;
}
