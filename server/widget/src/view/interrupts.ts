/** What the run waits on: a yes or a no, or energy to buy. All open questions are answered together. */
import { html, nothing, type TemplateResult } from "lit";
import type { Answer, Waiting } from "../chat/chat";
import type { Pack } from "../chat/purse";
import { dateOf, put } from "../strings";
import type { Interrupt } from "../wire/types";
import { offers } from "./offers";
import type { Ui } from "./ui";

interface Priced {
  readonly price?: number;
  readonly balance_after?: number;
  readonly shortfall?: number;
  readonly packs?: readonly Pack[];
  readonly sandbox?: boolean;
}

/** The answers given so far: they are sent together. */
type Held = Map<string, boolean>;

const HELD = new WeakMap<Waiting, Held>();

export function interrupts(ui: Ui, waiting: Waiting): TemplateResult {
  const held = HELD.get(waiting) ?? new Map<string, boolean>();
  HELD.set(waiting, held);
  const open = waiting.interrupts.filter((interrupt) => !held.has(interrupt.id));
  const answer = (interrupt: Interrupt, approved: boolean): void => {
    held.set(interrupt.id, approved);
    if (held.size < waiting.interrupts.length) ui.redraw();
    else void ui.chat.answer(waiting.interrupts.map((each) => answerOf(each, held.get(each.id) === true)));
  };
  return html`${open.map((interrupt) => one(ui, interrupt, (approved) => answer(interrupt, approved)))}`;
}

function answerOf(interrupt: Interrupt, approved: boolean): Answer {
  return { interrupt_id: interrupt.id, status: "resolved", payload: { approved } };
}

function one(ui: Ui, interrupt: Interrupt, answer: (approved: boolean) => void): TemplateResult {
  const told = ((interrupt.metadata ?? {})["iris"] ?? {}) as Priced;
  return html`<section class="card interrupt" part="interrupt" aria-label=${interrupt.message ?? ui.t.approve}>
    <p class="text">${interrupt.message ?? ""}</p>
    ${interrupt.reason === "iris:energy" ? purchase(ui, told, () => answer(true), () => answer(false)) : consent(ui, answer)}
    ${interrupt.expiresAt ? html`<p class="note">${put(ui.t.expires, { date: dateOf(interrupt.expiresAt, ui.locale, true) })}</p>` : nothing}
  </section>`;
}

function consent(ui: Ui, answer: (approved: boolean) => void): TemplateResult {
  return html`<div class="actions">
    <button type="button" class="action main" @click=${() => answer(true)}>${ui.t.approve}</button>
    <button type="button" class="action" @click=${() => answer(false)}>${ui.t.decline}</button>
  </div>`;
}

function purchase(ui: Ui, told: Priced, paid: () => void, leave: () => void): TemplateResult {
  return html`
    ${offers(ui, told.packs ?? [], paid)} ${told.sandbox ? html`<p class="note">${ui.t.sandbox}</p>` : nothing}
    <div class="actions"><button type="button" class="action" @click=${leave}>${ui.t.notNow}</button></div>
  `;
}
