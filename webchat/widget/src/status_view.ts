// The one line that says what is going on: waiting, still waiting, not sent. It is read by screen readers.

import { h } from "./dom";
import type { Turn } from "./turn";
import { words } from "./words";

const SLOW = 8_000;

export class StatusView {
  readonly view = h("p", { class: "status small", role: "status" });
  #slow = 0;

  /** Say it; `shown` where the page shows the same words elsewhere already. */
  say(status: string, shown = false): void {
    this.view.className = shown ? "hidden" : "status small";
    this.view.textContent = status;
  }

  /** A turn has changed; `busy`: an answer is still to come. */
  follow(turn: Turn, busy: boolean): void {
    this.quiet();
    const failed = turn.state !== "waiting" && turn.state !== "answered";
    this.say(busy ? words.waiting : "");
    if (failed) this.say(words[turn.state as "lost"], true);
    if (busy) this.#slow = window.setTimeout(() => this.say(words.stillWaiting), SLOW);
  }

  /** Nothing is waited for any more. */
  quiet(): void {
    window.clearTimeout(this.#slow);
  }
}
