/** The widget's entry: `<script async src=".../widget/v1.js" data-iris-app="pk_...">`, `<iris-chat>`, and one global. */
import { IrisChat } from "./element";
import type { Voucher } from "./wire/identity";
import type { Locale } from "./wire/types";

/** Before anything else: `currentScript` is gone once this script has run. */
const script = document.currentScript as HTMLScriptElement | null;
const origin = script?.src ? new URL(script.src).origin : location.origin;

class Chat extends IrisChat {
  override server = origin;
}

/** The element of the page, made when the script tag names an app. */
let element: IrisChat | undefined;

function find(): IrisChat {
  if (!element?.isConnected) element = document.querySelector<IrisChat>("iris-chat") ?? undefined;
  if (!element) throw new Error("Iris: no <iris-chat> in this page, and no data-iris-app on the script");
  return element;
}

const Iris = {
  open: (): void => find().show(),
  close: (): void => find().hide(),
  toggle: (): void => find().toggle(),
  /** Say something for the person, by a button of theirs. */
  send: (text: string): void => find().send(text),
  /** Tells who the person is, by a token that the host's backend signs; asked again when it has expired. */
  identify: (voucher: Voucher | undefined): void => find().identify(voucher),
  /** Forget who spoke in this browser: for a sign-out. */
  reset: (): void => find().reset(),
  setLocale: (locale: Locale): void => find().setLocale(locale),
  setTheme: (theme: "auto" | "light" | "dark"): void => find().setTheme(theme),
  destroy: (): void => {
    document.querySelector("iris-chat")?.remove();
    element = undefined;
  },
};

declare global {
  interface Window {
    Iris?: typeof Iris;
  }
}

// The build leaves a second copy of this script before it begins.
customElements.define("iris-chat", Chat);
window.Iris = Iris;
const app = script?.dataset["irisApp"];
if (app) {
  const start = (): void => {
    element = new Chat();
    element.app = app;
    for (const [name, attribute] of Object.entries({ irisAgent: "agent", irisLocale: "lang", irisTheme: "theme", irisMode: "mode", irisGreet: "greet" })) {
      const value = script.dataset[name];
      if (value !== undefined) element.setAttribute(attribute, value);
    }
    document.body.append(element);
  };
  if (document.body) start();
  else addEventListener("DOMContentLoaded", start);
}
