/** On a phone the keyboard covers the page: the open panel takes what is left of it, as far as the browser tells. */
import type { ReactiveController, ReactiveControllerHost } from "lit";

export class Viewport implements ReactiveController {
  constructor(private readonly host: ReactiveControllerHost & HTMLElement) {
    host.addController(this);
  }

  hostConnected(): void {
    visualViewport?.addEventListener("resize", this.fit);
    visualViewport?.addEventListener("scroll", this.fit);
  }

  hostDisconnected(): void {
    visualViewport?.removeEventListener("resize", this.fit);
    visualViewport?.removeEventListener("scroll", this.fit);
  }

  private readonly fit = (): void => {
    const seen = visualViewport;
    // Who has zoomed in moves about in the page: it stays as it is.
    if (!seen || seen.scale > 1.01) return;
    this.host.style.setProperty("--_height", `${seen.height}px`);
    this.host.style.setProperty("--_top", `${seen.offsetTop}px`);
  };
}
