/** Packs to buy: a tap makes an order, whose page opens by the person's own tap; then it is checked that it is paid. */
import { html, nothing, type TemplateResult } from "lit";
import type { Order, Pack } from "../chat/purse";
import { pointsOf, priceOf, put } from "../strings";
import { icon } from "./icons";
import type { Ui } from "./ui";

export function offers(ui: Ui, packs: readonly Pack[], paid: () => void): TemplateResult {
  if (ui.order) return payment(ui, ui.order, paid);
  return html`<div class="actions">
    ${packs.map((pack) => {
      const label = put(ui.t.buy, { title: pack.title, price: priceOf(pack.amount, pack.currency, ui.locale) });
      return html`<button type="button" class="action pack" ?disabled=${ui.ordering} @click=${() => ui.buy(pack.id, label)}>
          ${icon("energy")}<span>${label}</span>
          <span class="detail">
            ${pointsOf(pack.points, ui.t, ui.locale)}
            ${pack.first_bonus ? put(ui.t.packBonus, { points: pack.first_bonus }) : nothing}
          </span>
        </button>`;
    })}
  </div>`;
}

export function payment(ui: Ui, order: Order, paid: () => void): TemplateResult {
  return html`<div class="payment">
    ${order.label ? html`<p>${order.label}</p>` : nothing} ${order.sandbox ? html`<p class="note">${ui.t.sandbox}</p>` : nothing}
    <div class="actions">
      ${order.url
        ? html`<a class="action main" href=${order.url} target="_blank" rel="noopener">${icon("popout")}${ui.t.payHere}</a>`
        : nothing}
      <button type="button" class="action" ?disabled=${ui.ordering} @click=${() => void ui.checkPaid(order, paid)}>${ui.t.bought}</button>
      ${order.label ? html`<button type="button" class="action" ?disabled=${ui.ordering} @click=${() => ui.leaveOrder()}>${ui.t.otherPack}</button>` : nothing}
    </div>
    ${ui.unpaid ? html`<p class="note warn" role="alert">${ui.t.unpaid}</p>` : nothing}
  </div>`;
}
