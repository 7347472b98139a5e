// The parts of the chat on the page and their places, which never change: the button, the panel, its top, what scrolls.

import { button, h } from "./dom";
import { scrollTo } from "./places";
import { words } from "./words";

export type Mode = "floating" | "inline" | "page";

export interface FrameActions {
  open: () => void;
  close: () => void;
  leave: () => void;
  options: () => void;
}

export class Frame {
  readonly view = h("section", { class: "hub", "aria-label": words.region });
  readonly panel = h("div", { class: "panel", id: "panel" });
  readonly title: HTMLElement;
  readonly options = h("div", { class: "options-place" });
  readonly optionsButton: HTMLButtonElement;
  readonly launcher: HTMLButtonElement;
  readonly scroller = h("div", { class: "talk", role: "group", "aria-label": words.conversation, tabindex: "0" });

  constructor(
    readonly mode: Mode,
    actions: FrameActions,
  ) {
    this.title = h(`h${this.level}` as "h2", { id: "title", tabindex: "-1" }, words.title);
    this.launcher = button(words.open, "strong launcher", actions.open);
    this.optionsButton = button(words.options, "plain", actions.options);
    this.optionsButton.setAttribute("aria-expanded", "false");
    const tools = h("div", { class: "tools" }, button(words.leave, "leave", actions.leave), this.optionsButton);
    this.panel.append(h("div", { class: "top" }, this.title, tools), this.options, this.scroller);
    this.view.dataset["mode"] = mode;
    if (this.floating) {
      tools.append(button(words.close, "plain", actions.close));
      this.panel.setAttribute("role", "dialog");
      this.panel.setAttribute("aria-labelledby", "title");
      this.launcher.setAttribute("aria-haspopup", "dialog");
      this.view.append(this.launcher);
    }
    this.view.append(this.panel);
  }

  get floating(): boolean {
    return this.mode === "floating";
  }

  /** Of the title among the page's headings. */
  get level(): 1 | 2 {
    return this.mode === "page" ? 1 : 2;
  }

  get shown(): boolean {
    return !this.panel.hidden;
  }

  set shown(shown: boolean) {
    this.panel.hidden = !shown;
    this.launcher.hidden = shown;
  }

  set started(started: boolean) {
    this.launcher.textContent = started ? words.goOn : words.open;
  }

  /** Bring a turn's beginning into sight. */
  scrollTo(turn: HTMLElement): void {
    scrollTo(turn, this.mode === "page", [this.scroller, this.panel]);
  }
}
