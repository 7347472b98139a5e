// The turns on the page. Those of before a reload stand in the history, which is not live. New ones stand in the log,
// where each reply is announced once.

import { button, h } from "./dom";
import { feedbackView, type Tell } from "./feedback_view";
import { type ReplyActions, replyView } from "./reply_view";
import type { Turn } from "./turn";
import { words } from "./words";

export interface TalkActions extends ReplyActions {
  again: (turn: Turn) => void;
  tell: Tell;
}

export class TalkView {
  readonly history = h("div", { class: "history" });
  readonly log = h("div", { class: "log", role: "log", "aria-live": "polite", "aria-relevant": "additions", "aria-label": words.conversation });
  #turns = new Map<string, HTMLElement>();

  constructor(private readonly actions: TalkActions) {}

  /** Show what was said before. */
  restore(turns: Turn[]): void {
    for (const turn of turns) this.#place(turn, this.history);
    this.#lastChoicesOnly();
  }

  /** Show a turn that is new or has changed; its element. `here`: it was written in this tab, so it is announced. */
  show(turn: Turn, here: boolean): HTMLElement {
    const there = this.#turns.get(turn.id);
    if (!there) return this.#place(turn, here ? this.log : this.#elsewhere());
    this.#state(turn, there);
    if (turn.state === "answered" && !there.querySelector(".reply")) there.append(...this.#answer(turn));
    else if (!turn.asks && !here) there.querySelector(".feedback")?.remove();
    this.#lastChoicesOnly();
    return there;
  }

  clear(): void {
    this.history.replaceChildren();
    this.log.replaceChildren();
    this.#turns.clear();
  }

  /** The place of what another tab says: after everything here, and not live where nothing here waits to be announced. */
  #elsewhere(): HTMLElement {
    if (this.log.querySelector(".state > *")) return this.log;
    this.history.append(...this.log.childNodes);
    return this.history;
  }

  #answer(turn: Turn): HTMLElement[] {
    const replies = turn.replies.map((reply) => replyView(reply, this.actions));
    return turn.asks ? [...replies, feedbackView(turn, this.actions.tell)] : replies;
  }

  #place(turn: Turn, where: HTMLElement): HTMLElement {
    const view = h("div", { class: "turn" }, ...(turn.by ? this.#said(turn) : [this.#mine(turn)]), ...this.#answer(turn));
    this.#state(turn, view);
    this.#turns.set(turn.id, view);
    where.append(view);
    this.#lastChoicesOnly();
    return view;
  }

  /** What a call handler wrote, or that one came or went. Their words are never read as Markdown. */
  #said(turn: Turn): HTMLElement[] {
    if (turn.by === "note") return [h("p", { class: "note" }, turn.text)];
    const heading = h(this.actions.heading as "h3", { class: "who" }, words.handler(turn.name ?? ""));
    return [h("div", { class: "reply kind-handler" }, heading, h("p", { class: "text", dir: "auto" }, turn.text))];
  }

  #mine(turn: Turn): HTMLElement {
    return h(
      "div",
      // Read by whoever wrote it: only answers are announced.
      { class: "you", tabindex: "-1", "aria-live": "off" },
      h(this.actions.heading as "h3", { class: "hidden" }, words.you),
      h("p", { dir: "auto" }, turn.text),
      h("div", { class: "state" }),
    );
  }

  #state(turn: Turn, view: HTMLElement): void {
    const place = view.querySelector(".state");
    if (turn.state === "answered") return place?.replaceChildren(...(turn.seen ? [h("p", { class: "small" }, words.seen)] : []));
    const failed = turn.state !== "waiting";
    const text = turn.state === "waiting" ? words.sending : words[turn.state];
    const again = failed && turn.state !== "refused" ? button(words.again, "plain", () => this.actions.again(turn)) : null;
    place?.replaceChildren(h("p", { class: failed ? "failed" : "small" }, text), ...(again ? [again] : []));
  }

  /** Choices belong to the last turn: those above stay where they are, and cannot be sent a second time. */
  #lastChoicesOnly(): void {
    const last = [...this.#turns.values()].at(-1);
    for (const view of this.#turns.values()) {
      for (const choice of view.querySelectorAll<HTMLButtonElement>(".choice")) choice.disabled = view !== last;
      if (view !== last) view.querySelector(".rating")?.remove();
    }
  }
}
