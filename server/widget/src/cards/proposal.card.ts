/** An offer: what it is, what it costs, until when; once confirmed, where it is paid. Only the person confirms. */
import { html, nothing, type TemplateResult } from "lit";
import { payment } from "../view/offers";
import type { Ui } from "../view/ui";
import type { Card, CardAction } from "../wire/types";
import { dateOf, numberOf, priceOf, put } from "../strings";
import { numberIn, wordsOf } from "./fields";
import { framed } from "./frame";
import type { Draw } from "./kinds";
import { wordsIn } from "./words";

/** Offers that were confirmed here, and those that were paid: an order does not say which offer it is of. */
const CONFIRMED = new WeakMap<Ui, string>();
const PAID = new WeakMap<Ui, Set<string>>();

export const draw: Draw = (card, ui) => {
  const words = wordsIn(ui.locale);
  const [amount, currency] = [numberIn(card.data, "amount"), wordsOf(card.data, "currency")];
  if (amount === undefined || !/^[a-z]{3}$/i.test(currency)) return undefined;
  const points = numberIn(card.data, "points");
  const price = priceOf(amount, currency, ui.locale);
  const inside = html`<p class="price">${points ? price : `${price} ${ui.t.perMonth}`}</p>
    ${points ? html`<p>${put(words.points, { points: numberOf(points, ui.locale) })}</p>` : nothing}
    ${card.data["sandbox"] === true && !paying(card, ui) ? html`<p class="note">${ui.t.sandbox}</p>` : nothing} ${next(card, ui)}`;
  return framed(card, ui, wordsOf(card.data, "title") || words.offer, inside, []);
};

/** What can be done about it now. */
function next(card: Card, ui: Ui): TemplateResult {
  const words = wordsIn(ui.locale);
  if (PAID.get(ui)?.has(card.id)) return html`<p role="status">${words.paid}</p>`;
  if (ui.order && paying(card, ui)) return html`<p role="status">${words.confirmed}</p>${payment(ui, ui.order, () => paid(card, ui))}`;
  const until = wordsOf(card.data, "expires_at");
  if (new Date(until).getTime() <= Date.now()) return html`<p class="note">${words.expired}</p>`;
  return html`${until ? html`<p class="note">${put(words.until, { date: dateOf(until, ui.locale, true) })}</p>` : nothing}
    <div class="actions">
      ${card.actions.map(
        (action) =>
          html`<button type="button" class="action main" ?disabled=${ui.chat.busy || ui.ordering} @click=${() => confirm(action, card, ui)}>
            ${action.label}
          </button>`,
      )}
    </div>`;
}

function paying(card: Card, ui: Ui): boolean {
  return ui.order !== undefined && CONFIRMED.get(ui) === card.id;
}

function confirm(action: CardAction, card: Card, ui: Ui): void {
  CONFIRMED.set(ui, card.id);
  ui.act(action, card);
}

function paid(card: Card, ui: Ui): void {
  PAID.set(ui, new Set(PAID.get(ui)).add(card.id));
  ui.announce(wordsIn(ui.locale).paid);
  ui.redraw();
}
