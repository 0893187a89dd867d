/** A word beside the launcher, where the host wishes it: once in this browser, and gone for good when it is closed. */
import { html, type TemplateResult } from "lit";
import { icon } from "./icons";
import type { Ui } from "./ui";

export function greeting(ui: Ui, open: () => void, close: () => void): TemplateResult {
  return html`<aside class="greeting" part="greeting" lang=${ui.locale}>
    <button type="button" @click=${open}>${ui.welcome}</button>
    <button type="button" class="tool" aria-label=${ui.t.close} title=${ui.t.close} @click=${close}>${icon("close")}</button>
  </aside>`;
}
