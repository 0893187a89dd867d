/** How much a conversation helps: asked once, when there has been enough of it, and never over an open question. */
import { html, nothing, type TemplateResult } from "lit";
import type { Card } from "../wire/types";
import { put } from "../strings";
import type { Ui } from "./ui";

/** Answers before the person can tell. */
const ENOUGH = 6;

export function score(ui: Ui): TemplateResult | typeof nothing {
  const { chat, t } = ui;
  const answers = chat.history.filter((message) => message.role === "assistant");
  const asks = answers.at(-1)?.annexes.some((annex) => (annex.value as Partial<Card>).kind === "choices");
  if (answers.length < ENOUGH || asks || chat.busy || chat.waiting || chat.problem || ui.scored) return nothing;
  return html`<fieldset class="score" part="score">
    <legend>${t.score}</legend>
    <div class="actions">
      ${[1, 2, 3, 4, 5].map((given) => html`<button type="button" class="action" aria-label=${put(t.scoreOf, { score: given })} @click=${() => ui.score(given)}>${given}</button>`)}
      <button type="button" class="link" @click=${() => ui.score(undefined)}>${t.notNow}</button>
    </div>
    <p class="note">${t.scoreScale}</p>
  </fieldset>`;
}
