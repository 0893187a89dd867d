/** Erasing everything: a word to write, so that it never happens by a slip; then the receipt. */
import { html, nothing, type TemplateResult } from "lit";
import { put } from "../strings";
import { once } from "./once";
import type { Ui } from "./ui";

export function eraseScreen(ui: Ui): TemplateResult {
  const { t } = ui;
  const state = once(ui, "erase", () => ({ receipt: undefined as string | undefined }));
  const erase = (event: SubmitEvent): void => {
    event.preventDefault();
    const confirm = String(new FormData(event.target as HTMLFormElement).get("confirm") ?? "").trim();
    void ui.guarded(async () => {
      const receipt = await ui.http.json<{ id: string }>("/privacy/erase", { body: { confirm } });
      state.receipt = receipt.id;
      ui.reset();
    });
  };
  return html`<div class="screen" tabindex="0" role="region" aria-label=${t.erase}>
    ${state.receipt !== undefined
      ? html`<p role="status">${put(t.erased, { id: state.receipt })}</p>`
      : html`<p>${t.eraseWords}</p>
          <form @submit=${erase}>
            <label class="field">
              <span>${put(t.eraseType, { word: t.eraseWord })}</span>
              <input name="confirm" autocomplete="off" autocapitalize="characters" required />
            </label>
            <div class="actions"><button class="action danger">${t.eraseYes}</button></div>
          </form>`}
    ${ui.chat.problem ? html`<p class="note warn" role="alert">${ui.words(ui.chat.problem)}</p>` : nothing}
  </div>`;
}
