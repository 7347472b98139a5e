// The turns on the page. Those of before a reload stand in the history, which is not live. New ones stand in the log,
// where each reply is announced once.

import type { Turn } from "./conversation";
import { button, h } from "./dom";
import { type ReplyActions, replyView } from "./reply_view";
import { words } from "./words";

export interface TalkActions extends ReplyActions {
  again: (turn: Turn) => void;
}

export class TalkView {
  readonly history = h("div", { class: "history" });
  readonly log = h("div", { class: "log", role: "log", "aria-live": "polite", "aria-relevant": "additions", "aria-label": words.conversation });
  #turns = new Map<number, HTMLElement>();

  constructor(private readonly actions: TalkActions) {}

  /** Show what was said before. */
  restore(turns: Turn[]): void {
    for (const turn of turns) this.#place(turn, this.history);
    this.#lastChoicesOnly();
  }

  /** Show a turn that is new or has changed; its element. */
  show(turn: Turn): HTMLElement {
    const there = this.#turns.get(turn.id);
    if (!there) return this.#place(turn, this.log);
    this.#state(turn, there);
    if (turn.state === "answered" && !there.querySelector(".reply")) there.append(...turn.replies.map((reply) => replyView(reply, this.actions)));
    this.#lastChoicesOnly();
    return there;
  }

  clear(): void {
    this.history.replaceChildren();
    this.log.replaceChildren();
    this.#turns.clear();
  }

  #place(turn: Turn, where: HTMLElement): HTMLElement {
    const mine = h(
      "div",
      // Read by whoever wrote it: only answers are announced.
      { class: "you", tabindex: "-1", "aria-live": "off" },
      h(this.actions.heading as "h3", { class: "hidden" }, words.you),
      h("p", { dir: "auto" }, turn.text),
      h("div", { class: "state" }),
    );
    const view = h("div", { class: "turn" }, mine, ...turn.replies.map((reply) => replyView(reply, this.actions)));
    this.#state(turn, view);
    this.#turns.set(turn.id, view);
    where.append(view);
    this.#lastChoicesOnly();
    return view;
  }

  #state(turn: Turn, view: HTMLElement): void {
    const place = view.querySelector(".state");
    if (turn.state === "answered") return place?.replaceChildren();
    const failed = turn.state !== "waiting";
    const text = turn.state === "waiting" ? words.sending : words[turn.state];
    const again = failed && turn.state !== "refused" ? button(words.again, "plain", () => this.actions.again(turn)) : null;
    place?.replaceChildren(h("p", { class: failed ? "failed" : "small" }, text), ...(again ? [again] : []));
  }

  /** Choices belong to the last turn: those above stay where they are, and cannot be sent a second time. */
  #lastChoicesOnly(): void {
    const last = [...this.#turns.values()].at(-1);
    for (const view of this.#turns.values())
      for (const choice of view.querySelectorAll<HTMLButtonElement>(".choice")) choice.disabled = view !== last;
  }
}
