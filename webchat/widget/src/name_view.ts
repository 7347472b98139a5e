// The first name for a live chat: asked once, while a call handler is waited for, and it can be left out.

import type { Reply } from "./api";
import { button, h } from "./dom";
import { markdown } from "./markdown";
import { words } from "./words";

/** Whether it was kept, and what the server says to it; null where it does not answer. */
export type GiveName = (name: string) => Promise<{ kept: boolean; replies: Reply[] } | null>;

/** `done` is told when there is nothing more to ask. */
export function nameView(give: GiveName, done: () => void): HTMLElement {
  const box = h("input", { id: "first-name", type: "text", autocomplete: "given-name", maxlength: "200", "aria-describedby": "name-hint" });
  const said = h("div", { class: "name-said", role: "alert" });
  let giving = false;
  const send = async () => {
    if (giving) return;
    if (!box.value.trim()) return done();
    giving = true;
    const answer = await give(box.value);
    giving = false;
    if (answer?.kept) return done();
    said.replaceChildren(...(answer ? answer.replies.map((reply) => markdown(reply.text)) : [words.notKept]));
    said.classList.toggle("kind-crisis", answer?.replies.some((reply) => reply.kind === "crisis") ?? false);
  };
  return h(
    "form",
    {
      class: "name",
      submit: (event) => {
        event.preventDefault();
        void send();
      },
    },
    h("label", { for: "first-name" }, words.firstName),
    h("p", { id: "name-hint", class: "small" }, words.firstNameHint),
    box,
    said,
    h("div", { class: "row" }, h("button", { type: "submit", class: "plain" }, words.giveName), button(words.noName, "plain", done)),
  );
}
