/** The conversation: notice, messages, suggestions, and where the person writes. */
import { html, nothing, type TemplateResult } from "lit";
import { createRef, ref, type Ref } from "lit/directives/ref.js";
import { put } from "../strings";
import { icon } from "./icons";
import { linesOf, messages, trouble } from "./messages";
import type { Ui } from "./ui";

/** What the screen holds of its own. */
export interface Shelf {
  readonly list: Ref<HTMLElement>;
  readonly box: Ref<HTMLTextAreaElement>;
  readonly picker: Ref<HTMLInputElement>;
  /** Lines left out below the window. */
  end: number;
  /** What is kept in view: the beginning of an answer, the bottom once the person went there, or where they scrolled to. */
  keeps: "answer" | "bottom" | "place";
  /** There is more below what is seen. */
  more: boolean;
  /** What is written and not said yet. */
  draft: string;
  noticed: boolean;
}

export function shelf(noticed: boolean): Shelf {
  return { list: createRef(), box: createRef(), picker: createRef(), end: 0, keeps: "answer", more: false, draft: "", noticed };
}

export function chatScreen(ui: Ui, own: Shelf, dismiss: () => void): TemplateResult {
  const empty = linesOf(ui).length === 0 && !ui.chat.busy;
  const move = (end: number): void => {
    own.end = Math.max(0, end);
    own.keeps = own.end === 0 ? "bottom" : "place";
    ui.redraw();
  };
  const moved = (): void => {
    own.keeps = "place";
  };
  const scrolled = (): void => {
    if (measure(own)) ui.redraw();
  };
  const bottom = (): void => {
    move(0);
    requestAnimationFrame(() => own.list.value?.scrollTo({ top: own.list.value.scrollHeight }));
  };
  return html`
    ${own.noticed ? nothing : notice(ui, dismiss)} ${ui.offline ? html`<p class="banner" role="status">${ui.t.offline}</p>` : nothing}
    <div
      class="list"
      part="list"
      role="log"
      aria-live="off"
      aria-label=${ui.t.conversation}
      tabindex="0"
      ${ref(own.list)}
      @scroll=${scrolled}
      @wheel=${moved}
      @pointerdown=${moved}
      @keydown=${moved}
    >
      ${empty ? beginning(ui) : messages(ui, own.end, move)}
    </div>
    ${own.end === 0 && !own.more ? nothing : html`<button type="button" class="latest" aria-label=${ui.t.latest} title=${ui.t.latest} @click=${bottom}>${icon("bottom")}</button>`}
    ${composer(ui, own)}
  `;
}

function notice(ui: Ui, dismiss: () => void): TemplateResult {
  return html`<section class="notice" part="notice" aria-label=${ui.t.noticeTitle}>
    <p><strong>${ui.t.noticeTitle}</strong></p>
    <p>${ui.t.notice}</p>
    <div class="actions">
      <button type="button" class="action main" @click=${dismiss}>${ui.t.noticeGo}</button>
      <button type="button" class="action" @click=${() => ui.go("settings")}>${ui.t.noticeMore}</button>
    </div>
  </section>`;
}

function beginning(ui: Ui): TemplateResult {
  return html`<div class="beginning">
    <p class="welcome">${ui.welcome}</p>
    ${ui.chat.problem ? trouble(ui, ui.chat.problem) : nothing}
    ${ui.topics.length
      ? html`<p class="label" id="begin">${ui.t.begin}</p>
          <ul class="topics" aria-labelledby="begin">
            ${ui.topics.map(
              (topic) =>
                html`<li><button type="button" class="topic" data-agent=${topic.agent} @click=${() => ui.send(topic.message)}>${topic.message}</button></li>`,
            )}
          </ul>`
      : nothing}
  </div>`;
}

function composer(ui: Ui, own: Shelf): TemplateResult {
  const { chat, t } = ui;
  const submit = (event?: Event): void => {
    event?.preventDefault();
    const box = own.box.value;
    const text = box?.value.trim() ?? "";
    if (!box || chat.busy || (!text && !ui.uploads.all.length)) return;
    if (ui.uploads.pending) {
      // A document that is on its way goes with these words.
      void ui.uploads.settled().then(() => submit());
      return;
    }
    box.value = own.draft = "";
    grow(box);
    own.end = 0;
    own.keeps = "answer";
    ui.send(text);
  };
  const key = (event: KeyboardEvent): void => {
    // Enter that ends a composition (accents, other scripts) sends nothing.
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
    if (event.key === "Escape" && ui.editing !== undefined) {
      event.stopPropagation();
      ui.edit(undefined);
    }
  };
  const picked = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    ui.uploads.attach(input.files ?? []);
    input.value = "";
  };
  return html`<form class="composer" part="composer" @submit=${submit}>
    ${ui.editing === undefined
      ? nothing
      : html`<p class="note">${t.editing} <button type="button" class="link" @click=${() => ui.edit(undefined)}>${t.cancel}</button></p>`}
    ${uploads(ui)}
    <div class="row">
      <input type="file" class="hidden" tabindex="-1" aria-hidden="true" accept=".pdf,.docx,.txt,.md" ${ref(own.picker)} @change=${picked} />
      <button type="button" class="round" aria-label=${t.attach} title=${t.attach} @click=${() => own.picker.value?.click()}>${icon("clip")}</button>
      <textarea
        rows="1"
        aria-label=${t.write}
        placeholder=${t.placeholder}
        maxlength="100000"
        dir="auto"
        enterkeyhint="send"
        ${ref(own.box)}
        .value=${own.draft}
        @input=${(event: Event) => {
          const box = event.target as HTMLTextAreaElement;
          own.draft = box.value;
          grow(box);
        }}
        @keydown=${key}
      ></textarea>
      ${chat.busy
        ? html`<button type="button" class="round main" aria-label=${t.stop} title=${t.stop} ?disabled=${chat.stopping} @click=${() => void chat.stop()}>
            ${icon("stop")}
          </button>`
        : html`<button class="round main" aria-label=${t.send} title=${t.send}>${icon("send")}</button>`}
    </div>
  </form>`;
}

function uploads(ui: Ui): TemplateResult | typeof nothing {
  if (!ui.uploads.all.length) return nothing;
  const { t } = ui;
  return html`<ul class="uploads" aria-label=${t.files}>
    ${ui.uploads.all.map((each) => {
      const words = each.problem ? ui.words(each.problem) : put(each.file ? t.uploaded : t.uploading, { name: each.name });
      return html`<li class=${each.problem ? "warn" : ""}>
        <span>${words}</span>
        ${each.file || each.problem ? nothing : html`<progress max="1" .value=${each.share} aria-label=${words}></progress>`}
        <button type="button" class="tool" aria-label=${put(t.removeFile, { name: each.name })} @click=${() => ui.uploads.detach(each.key)}>${icon("close")}</button>
      </li>`;
    })}
  </ul>`;
}

/** Whether there is more below, and at the bottom what is said is followed again; gives whether that has changed. */
export function measure(own: Shelf): boolean {
  const list = own.list.value;
  if (!list) return false;
  const more = list.scrollHeight - list.scrollTop - list.clientHeight >= 48;
  if (!more && own.end === 0 && own.keeps === "place") own.keeps = "bottom";
  const changed = more !== own.more;
  own.more = more;
  return changed;
}

/**
 * Go where one reads on: the bottom, but no further than where the person's last message, or the beginning of the
 * answer, would leave the view. A long answer is read from its beginning.
 */
export function settle(own: Shelf): void {
  const list = own.list.value;
  if (!list || own.keeps === "place") return;
  const top = (message: Element | null | undefined): number =>
    message ? message.getBoundingClientRect().top - list.getBoundingClientRect().top + list.scrollTop : Infinity;
  const asked = [...list.querySelectorAll(".message.user")].at(-1);
  const answered = asked?.nextElementSibling?.classList.contains("assistant") ? asked.nextElementSibling : undefined;
  const place = answered && own.keeps === "answer" ? Math.max(top(asked) - 8, top(answered) - list.clientHeight * 0.4) : Infinity;
  list.scrollTop = Math.min(list.scrollHeight, place);
}

/** As tall as its words, up to what the style allows. */
export function grow(box: HTMLTextAreaElement): void {
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight}px`;
}
