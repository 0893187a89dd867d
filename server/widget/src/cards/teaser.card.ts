/** What a plan would give, where a limit was met: its words, and the energy screen one tap away. */
import { html, nothing } from "lit";
import type { Draw } from "./kinds";
import { wordsIn } from "./words";

export const draw: Draw = (card, ui) =>
  html`<h3 class="heading">${wordsIn(ui.locale).teaser}</h3>
    <p class="text">${card.text}</p>
    ${card.data["sandbox"] === true ? html`<p class="note">${ui.t.sandbox}</p>` : nothing}
    <div class="actions"><button type="button" class="action" @click=${() => ui.go("energy")}>${ui.t.energyTitle}</button></div>`;
