// The box to write in, and the two questions that are always at hand.

import { MOST_CHARACTERS } from "./api";
import { button, h } from "./dom";
import { words } from "./words";

// What is sent is English in every language of the interface.
const PERSON = "Talk to a person";
const SIMPLY = "Say it more simply";

export class AskView {
  readonly view: HTMLFormElement;
  readonly #box: HTMLTextAreaElement;
  readonly #error: HTMLElement;
  readonly #simply: HTMLButtonElement;
  readonly #person: HTMLButtonElement;
  readonly #hint = h("p", { id: "hint", class: "small" }, words.hint);

  /** `send` says whether it took the words; `draft` is told of every change. */
  constructor(send: (text: string) => void, draft: (text: string) => void) {
    this.#box = h("textarea", { id: "text", rows: "2", "aria-describedby": "hint error", autocomplete: "off" });
    this.#error = h("p", { id: "error", class: "failed", role: "alert" });
    this.#simply = button(words.simply, "plain", () => send(SIMPLY));
    this.#person = button(words.person, "plain", () => send(PERSON));
    const submit = () => {
      const text = this.#box.value;
      const count = [...text].length;
      if (!text.trim()) return this.#complain(words.empty);
      if (count > MOST_CHARACTERS) return this.#complain(words.tooLong(count, MOST_CHARACTERS));
      this.#complain("");
      this.text = "";
      draft("");
      send(text);
    };
    this.#box.addEventListener("input", () => {
      draft(this.#box.value);
      if (this.#error.textContent) this.#complain("");
    });
    this.#box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      submit();
    });
    this.view = h(
      "form",
      {
        class: "ask",
        submit: (event) => {
          event.preventDefault();
          submit();
        },
      },
      h("label", { for: "text" }, words.label),
      this.#hint,
      this.#error,
      this.#box,
      h("div", { class: "row" }, h("button", { type: "submit", class: "strong" }, words.send), this.#person, this.#simply),
    );
  }

  set text(text: string) {
    this.#box.value = text;
  }

  /** Only an answer can be said more simply. */
  set answered(answered: boolean) {
    this.#simply.hidden = !answered;
  }

  /** Whoever has a person, or waits for one, needs no way there. */
  set handed(handed: boolean) {
    this.#person.hidden = handed;
    this.#hint.textContent = handed ? words.hintLive : words.hint;
  }

  focus(): void {
    this.#box.focus({ preventScroll: true });
  }

  #complain(text: string): void {
    this.#error.textContent = text;
    if (text) this.#box.setAttribute("aria-invalid", "true");
    else this.#box.removeAttribute("aria-invalid");
  }
}
