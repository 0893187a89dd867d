/** The conversations of before. */
import { html, nothing, type TemplateResult } from "lit";
import { dateOf, put } from "../strings";
import type { Thread } from "../wire/types";
import { icon } from "./icons";
import { Loaded, loading, once } from "./once";
import type { Ui } from "./ui";

export function threadsScreen(ui: Ui): TemplateResult {
  const state = once(ui, "threads", () => ({ lines: new Loaded(ui, ui.chat.threads()), sure: undefined as string | undefined }));
  const remove = (thread: Thread): void => {
    state.sure = undefined;
    void ui.guarded(async () => {
      await ui.chat.remove(thread.id);
      state.lines = new Loaded(ui, ui.chat.threads());
    });
  };
  const line = (thread: Thread): TemplateResult => {
    const title = thread.title || ui.t.untitled;
    return html`<li>
      <button
        type="button"
        class="thread"
        aria-current=${thread.id === ui.chat.threadId ? "true" : nothing}
        @click=${() => {
          ui.go("chat");
          void ui.chat.show(thread.id);
        }}
      >
        <span>${title}</span><span class="detail">${dateOf(thread.updated_at, ui.locale, true)}</span>
      </button>
      <button
        type="button"
        class="tool"
        aria-label=${put(ui.t.removeThis, { title })}
        @click=${() => {
          state.sure = thread.id;
          ui.redraw();
        }}
      >
        ${icon("bin")}
      </button>
      ${state.sure === thread.id
        ? html`<div class="sure" role="alert">
            <p>${ui.t.removeSure}</p>
            <div class="actions">
              <button type="button" class="action danger" @click=${() => remove(thread)}>${ui.t.removeYes}</button>
              <button
                type="button"
                class="action"
                @click=${() => {
                  state.sure = undefined;
                  ui.redraw();
                }}
              >
                ${ui.t.cancel}
              </button>
            </div>
          </div>`
        : nothing}
    </li>`;
  };
  return html`<div class="screen" tabindex="0" role="region" aria-label=${ui.t.conversations}>
    ${loading(ui, state.lines, (threads) =>
      threads.length ? html`<ul class="threads">${threads.map(line)}</ul>` : html`<p class="note">${ui.t.noConversations}</p>`,
    )}
  </div>`;
}
