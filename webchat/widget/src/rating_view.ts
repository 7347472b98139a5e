// "How was it?", 1 to 5 and a comment, at the end of a chat: once in a conversation, and never after a crisis.

import type { Reply } from "./api";
import { button, h } from "./dom";
import { markdown } from "./markdown";
import { words } from "./words";

/** What the server says to it; null where it could not be kept. */
export type Rate = (rating: number, comment: string) => Promise<Reply[] | null>;

const MOST = 2_000;
let number = 0;

/** `question` where nothing above it asks already; `skip` where the person may send it away. */
export function ratingView(rate: Rate, question: string, skip: (() => void) | null): HTMLElement {
  number += 1;
  const name = `hub-rating-${number}`;
  const comment = h("textarea", { id: `${name}-comment`, rows: "2", maxlength: String(MOST), autocomplete: "off" });
  const problem = h("p", { class: "failed", role: "alert" });
  let telling = false;
  const send = async () => {
    const chosen = view.querySelector<HTMLInputElement>("input:checked");
    if (!chosen) {
      problem.textContent = words.ratingMissing;
      return;
    }
    if (telling) return;
    telling = true;
    const replies = await rate(Number(chosen.value), comment.value.trim());
    telling = false;
    if (!replies) {
      problem.textContent = words.notKept;
      return;
    }
    const crisis = replies.some((reply) => reply.kind === "crisis");
    const thanks = h("div", { class: `thanks${crisis ? " reply kind-crisis" : ""}`, tabindex: "-1" }, ...replies.map((reply) => markdown(reply.text)));
    view.replaceChildren(thanks);
    thanks.focus({ preventScroll: true });
  };
  const radios = words.ratings.map((label, index) =>
    h("label", { class: "radio" }, h("input", { type: "radio", name, value: String(index + 1) }), label),
  );
  const row = h("div", { class: "row" }, h("button", { type: "submit", class: "strong" }, words.rate));
  if (skip) row.append(button(words.ratingSkip, "plain", skip));
  const view = h(
    "form",
    {
      class: "rating",
      submit: (event) => {
        event.preventDefault();
        void send();
      },
    },
    h("fieldset", {}, h("legend", {}, question || words.ratingLegend), h("div", { class: "radios" }, ...radios)),
    h("label", { for: `${name}-comment` }, words.ratingComment),
    comment,
    problem,
    row,
  );
  return view;
}
