// Opens and closes the options in their place, and keeps the focus with them.

import type { Frame } from "./frame";
import { type OptionsActions, optionsView } from "./options_view";

export class OptionsPlace {
  constructor(
    private readonly frame: Frame,
    private readonly actions: () => Omit<OptionsActions, "close">,
  ) {}

  get isOpen(): boolean {
    return this.frame.options.firstChild !== null;
  }

  toggle(): void {
    const { options, optionsButton, level, mode } = this.frame;
    const open = !this.isOpen;
    optionsButton.setAttribute("aria-expanded", String(open));
    if (!open) {
      options.replaceChildren();
      optionsButton.focus({ preventScroll: true });
      return;
    }
    const view = optionsView(`h${level + 1}`, { ...this.actions(), close: () => this.toggle() });
    options.replaceChildren(view);
    view.querySelector<HTMLElement>(".options-title")?.focus({ preventScroll: mode === "inline" });
  }
}
