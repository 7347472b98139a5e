// "Did this help?", where the server asks it: once in a conversation, and never after a crisis.

import type { Reply } from "./api";
import { button, h } from "./dom";
import { markdown } from "./markdown";
import type { Turn } from "./turn";
import { words } from "./words";

export type Tell = (turn: Turn, helpful: boolean) => Promise<Reply[] | null>;

export function feedbackView(turn: Turn, tell: Tell): HTMLElement {
  const question = h("p", { tabindex: "-1" }, words.helped);
  const row = h("div", { class: "row" });
  let telling = false;
  const say = async (helpful: boolean) => {
    if (telling) return;
    telling = true;
    const replies = await tell(turn, helpful);
    telling = false;
    // The buttons go: a focus that is on them stays on what takes their place.
    const held = view.contains((view.getRootNode() as ShadowRoot).activeElement);
    if (replies) view.replaceChildren(h("div", { class: "thanks", tabindex: "-1" }, ...replies.map((reply) => markdown(reply.text))));
    else question.textContent = words.notKept;
    if (held) view.querySelector<HTMLElement>(".thanks, p")?.focus({ preventScroll: true });
  };
  row.append(
    button(words.helpedYes, "plain", () => void say(true)),
    button(words.helpedNo, "plain", () => void say(false)),
  );
  const view = h("div", { class: "feedback", role: "group", "aria-label": words.helped }, question, row);
  return view;
}
