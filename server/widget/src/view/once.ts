/** What a screen holds while it is shown: made when it opens, let go when another one does. */
import { html, type TemplateResult } from "lit";
import type { Screen, Ui } from "./ui";

const HELD = new WeakMap<Ui, { screen: Screen; state: unknown }>();

export function once<State>(ui: Ui, screen: Screen, make: () => State): State {
  const held = HELD.get(ui);
  if (held?.screen === screen) return held.state as State;
  const state = make();
  HELD.set(ui, { screen, state });
  return state;
}

/** The screen was left: the next one begins anew. */
export function release(ui: Ui): void {
  HELD.delete(ui);
}

/** What is asked of the server, drawn when it is there. */
export class Loaded<Value> {
  value: Value | undefined;
  failed = false;

  constructor(ui: Ui, promise: Promise<Value>) {
    promise.then(
      (value) => {
        this.value = value;
        ui.redraw();
      },
      () => {
        this.failed = true;
        ui.redraw();
      },
    );
  }
}

/** What was asked for, a moment's wait, or that it did not come. */
export function loading<Value>(ui: Ui, loaded: Loaded<Value>, draw: (value: Value) => TemplateResult): TemplateResult {
  if (loaded.value !== undefined) return draw(loaded.value);
  return html`<p class="note" role="status">${loaded.failed ? ui.t.problem : ui.t.step}</p>`;
}
