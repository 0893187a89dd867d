/** Cards by kind. Their drawings are a second file, loaded with the first card; a kind that nobody draws shows its text. */
import { html, nothing, type TemplateResult } from "lit";
import { FILES } from "../strings";
import type { Card, CardAction } from "../wire/types";
import type { Ui } from "../view/ui";

/** Draws a card of version 1; undefined where its data holds nothing to draw. */
export type Draw = (card: Card, ui: Ui) => TemplateResult | undefined;
export type Kinds = ReadonlyMap<string, Draw>;

/** How drawings look, filled with the second file; none where a browser makes no style sheets: then cards are text. */
export const looks = "replaceSync" in CSSStyleSheet.prototype ? [new CSSStyleSheet()] : [];

let kinds: Kinds | undefined;
let asked = false;

/** Load the drawings, once; `changed` when they are there. Without them cards show their text. */
async function load(origin: string, changed: () => void): Promise<void> {
  if (asked || !looks.length) return;
  asked = true;
  try {
    const url = `${origin}/widget/${FILES["cards"] ?? "iris-cards.js"}`;
    const file = (await import(/* @vite-ignore */ url)) as { KINDS: Kinds; STYLES: string };
    looks[0]?.replaceSync(file.STYLES);
    kinds = file.KINDS;
    changed();
  } catch {
    setTimeout(() => (asked = false), 5000);
  }
}

/** A card, drawn; its words until the drawings are there, and where nobody can draw it. */
export function drawCard(given: Card, ui: Ui): TemplateResult {
  const card = whole(given);
  const choices = card.kind === "choices";
  if (!choices) void load(ui.server, () => ui.redraw());
  const label = card.text.split("\n", 1)[0] ?? "";
  const inside = choices
    ? html`<div role="group" aria-label=${ui.t.chooseOne}>${actions(card, ui)}</div>`
    : (drawn(card, ui) ?? html`<p class="text">${card.text}</p>${actions(card, ui)}`);
  return html`<section class="card ${card.kind}" part="card" aria-label=${label}>${inside}</section>`;
}

/** A card from elsewhere, with what it lacks. */
function whole(card: Card): Card {
  const { data, text, actions } = card as Partial<Card>;
  const buttons = Array.isArray(actions) ? (actions as readonly CardAction[]).filter((action) => action?.label) : [];
  return { ...card, data: data ?? {}, text: String(text ?? ""), actions: buttons };
}

/** A drawing that fails is a card in words. */
function drawn(card: Card, ui: Ui): TemplateResult | undefined {
  try {
    return card.version === 1 ? kinds?.get(card.kind)?.(card, ui) : undefined;
  } catch {
    return undefined;
  }
}

/** All of a card in words, for who does not see its drawing. */
export function inWords(card: Card, ui: Ui): TemplateResult {
  return html`<details class="words">
    <summary>${ui.t.showText}</summary>
    <p class="text">${card.text}</p>
  </details>`;
}

export function actions(card: Card, ui: Ui, chosen: readonly CardAction[] = card.actions): TemplateResult | typeof nothing {
  if (!chosen.length) return nothing;
  return html`<div class="actions">
    ${chosen.map(
      (action) =>
        html`<button type="button" class="action" ?disabled=${ui.chat.busy} @click=${() => ui.act(action, card)}>
          ${action.label}
        </button>`,
    )}
  </div>`;
}
