/** Language, display, and what a person decides about their data. */
import { html, nothing, type TemplateResult } from "lit";
import type { Locale } from "../wire/types";
import { Loaded, loading, once } from "./once";
import type { Ui } from "./ui";

interface Consent {
  readonly purpose: string;
  readonly title: string;
  readonly text: string;
  readonly given: boolean;
}

const LANGUAGES: readonly (readonly [Locale, string])[] = [
  ["fr", "Français"],
  ["en", "English"],
  ["de", "Deutsch"],
  ["es", "Español"],
];

export function settingsScreen(ui: Ui): TemplateResult {
  const { t } = ui;
  const load = (): Loaded<readonly Consent[]> =>
    new Loaded(ui, ui.http.json<{ consents: Consent[] }>("/privacy/consents").then(({ consents }) => consents));
  const state = once(ui, "settings", () => ({ consents: load(), locale: ui.locale }));
  if (state.locale !== ui.locale) Object.assign(state, { consents: load(), locale: ui.locale });
  const decide = (consent: Consent, box: HTMLInputElement): void =>
    void ui.guarded(async () => {
      const given = box.checked;
      // Until the server has it, nothing has changed.
      box.checked = consent.given;
      await ui.http.json(`/privacy/consents/${consent.purpose}`, { method: "PUT", body: { given } });
      state.consents = load();
    });
  const themes = { auto: t.themeAuto, light: t.themeLight, dark: t.themeDark };
  return html`<div class="screen" tabindex="0" role="region" aria-label=${t.settings}>
    <label class="field">
      <span>${t.language}</span>
      <select @change=${(event: Event) => ui.setLocale((event.target as HTMLSelectElement).value as Locale)}>
        ${LANGUAGES.map(([locale, name]) => html`<option value=${locale} lang=${locale} ?selected=${locale === ui.locale}>${name}</option>`)}
      </select>
    </label>
    <label class="field">
      <span>${t.theme}</span>
      <select @change=${(event: Event) => ui.setTheme((event.target as HTMLSelectElement).value as "auto" | "light" | "dark")}>
        ${Object.entries(themes).map(([theme, name]) => html`<option value=${theme} ?selected=${theme === ui.theme}>${name}</option>`)}
      </select>
    </label>
    <h3>${t.consents}</h3>
    ${loading(
      ui,
      state.consents,
      (consents) =>
        html`${consents.map(
          (consent) =>
            html`<label class="consent">
              <input type="checkbox" .checked=${consent.given} @change=${(event: Event) => decide(consent, event.target as HTMLInputElement)} />
              <span><strong>${consent.title}</strong><br />${consent.text}</span>
            </label>`,
        )}`,
    )}
    <div class="actions column">
      ${ui.chat.threadId
        ? html`<button type="button" class="action" @click=${() => ui.transcript()}>${t.transcript}</button>
            <button type="button" class="action" @click=${() => ui.go("seen")}>${t.seen}</button>`
        : nothing}
      <button type="button" class="action" @click=${() => void ui.guarded(() => ui.download("/privacy/export", "POST"))}>${t.exportData}</button>
      <button type="button" class="action danger" @click=${() => ui.go("erase")}>${t.erase}</button>
    </div>
    ${ui.chat.problem ? html`<p class="note warn" role="alert">${ui.words(ui.chat.problem)}</p>` : nothing}
  </div>`;
}
