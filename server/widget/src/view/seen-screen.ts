/** « Ce que le modèle a vu »: each message as it was said, and as a model read it. */
import { html, nothing, type TemplateResult } from "lit";
import { plain } from "../markdown/drawing";
import { Loaded, loading, once } from "./once";
import type { Ui } from "./ui";

interface Seen {
  readonly messages: readonly { readonly id: string; readonly role: "user" | "assistant"; readonly content: string; readonly seen: string | null }[];
  readonly facts: readonly string[];
}

export function seenScreen(ui: Ui): TemplateResult {
  const { t } = ui;
  const path = `/v1/threads/${encodeURIComponent(ui.chat.threadId ?? "")}/privacy`;
  const state = once(ui, "seen", () => new Loaded(ui, ui.http.json<Seen>(path)));
  return html`<div class="screen" tabindex="0" role="region" aria-label=${t.seen}>
    <p>${t.seenWords}</p>
    ${loading(
      ui,
      state,
      (told) => html`
        ${told.messages.map(
          (message) =>
            html`<dl class="seen ${message.role}">
              <dt>${message.role === "user" ? t.you : t.iris}</dt>
              <dd dir="auto">${plain(message.content)}</dd>
              <dt>${t.seenAs}</dt>
              <dd dir="auto">${message.seen === null ? t.seenNothing : message.seen === message.content ? t.seenSame : plain(message.seen)}</dd>
            </dl>`,
        )}
        ${told.facts.length ? html`<ul>${told.facts.map((fact) => html`<li>${plain(fact)}</li>`)}</ul>` : nothing}
      `,
    )}
  </div>`;
}
