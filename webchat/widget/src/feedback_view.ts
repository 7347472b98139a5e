// "Did this help?", where the server asks it: once in a conversation, and never after a crisis.

import type { Reply } from "./api";
import type { Turn } from "./conversation";
import { button, h } from "./dom";
import { markdown } from "./markdown";
import { words } from "./words";

export type Tell = (turn: Turn, helpful: boolean) => Promise<Reply[] | null>;

export function feedbackView(turn: Turn, tell: Tell): HTMLElement {
  const question = h("p", { tabindex: "-1" }, words.helped);
  const row = h("div", { class: "row" });
  const say = async (helpful: boolean) => {
    for (const choice of row.querySelectorAll("button")) choice.disabled = true;
    const replies = await tell(turn, helpful);
    // The buttons go: the focus stays on what takes their place.
    const focused = (view.getRootNode() as ShadowRoot).activeElement;
    const held = focused !== null && view.contains(focused);
    if (replies) view.replaceChildren(h("div", { class: "thanks", tabindex: "-1" }, ...replies.map((reply) => markdown(reply.text))));
    else {
      question.textContent = words.notKept;
      for (const choice of row.querySelectorAll("button")) choice.disabled = false;
    }
    if (held) view.querySelector<HTMLElement>(".thanks, p")?.focus({ preventScroll: true });
  };
  row.append(
    button(words.helpedYes, "plain", () => void say(true)),
    button(words.helpedNo, "plain", () => void say(false)),
  );
  const view = h("div", { class: "feedback", role: "group", "aria-label": words.helped }, question, row);
  return view;
}
