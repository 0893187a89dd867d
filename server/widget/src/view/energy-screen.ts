/** Energy: what is left, what it pays, what it costs. */
import { html, nothing, type TemplateResult } from "lit";
import { pointsOf, priceOf, put } from "../strings";
import { offers, payment } from "./offers";
import { Loaded, loading, once } from "./once";
import type { Ui } from "./ui";


export function energyScreen(ui: Ui): TemplateResult {
  const { t, chat } = ui;
  const state = once(ui, "energy", () => {
    void ui.guarded(() => chat.balance());
    return { prices: new Loaded(ui, ui.purse.prices(ui.locale)) };
  });
  const said = (): string => {
    const energy = chat.energy;
    const left = energy?.unlimited ? t.energyUnlimited : pointsOf(energy?.available ?? 0, t, ui.locale);
    return put(t.energy, { points: left });
  };
  const paid = (): void => ui.announce(said());
  return html`<div class="screen" tabindex="0" role="region" aria-label=${t.energyTitle}>
    <p class="balance" role="status">${chat.energy ? said() : t.step}</p>
    <p>${t.energyWhat}</p>
    <h3>${t.packs}</h3>
    ${ui.order
      ? payment(ui, ui.order, paid)
      : loading(
          ui,
          state.prices,
          (prices) => html`
            ${offers(ui, prices.packs, paid)}
            <div class="actions">
              ${prices.plans.map((plan) => {
                const label = `${put(t.buy, { title: plan.title, price: priceOf(plan.amount, plan.currency, ui.locale) })} ${t.perMonth}`;
                return html`<button type="button" class="action pack" ?disabled=${ui.ordering} @click=${() => ui.subscribe(plan.id, label)}><span>${label}</span></button>`;
              })}
            </div>
            ${prices.sandbox ? html`<p class="note">${t.sandbox}</p>` : nothing}
          `,
        )}
    ${chat.problem ? html`<p class="note warn" role="alert">${ui.words(chat.problem)}</p>` : nothing}
  </div>`;
}
