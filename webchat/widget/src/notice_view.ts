// What a person has to know before they type anything. The emergency numbers need no answer of the server.

import type { About } from "./api";
import { h, link } from "./dom";
import { words } from "./words";

const NUMBERS = /\b(999|111|0800 6444 101)\b/;

/** The numbers of a text as links that phone. */
function withCalls(text: string): (Node | string)[] {
  return text.split(NUMBERS).map((part, index) => (index % 2 ? h("a", { href: `tel:${part.replace(/ /g, "")}` }, h("bdi", {}, part)) : part));
}

export function noticeView(about: About | null, hours: number): HTMLElement {
  const reach = h("p", {});
  if (about?.phone) reach.append(words.phone(about.phone));
  else if (about) reach.append(`${words.offer} `, link(about.local_offer_url, words.offerName), ".");
  return h(
    "div",
    { class: "notice" },
    h("p", {}, words.what),
    ...[words.only_english, words.interpreter].filter(Boolean).map((text) => h("p", {}, text)),
    h(
      "p",
      { class: "emergency" },
      h("strong", {}, words.emergencyStart),
      " ",
      ...withCalls(words.emergency),
    ),
    h("p", {}, `${words.kept(hours)} ${words.keptHere}`),
    h("p", {}, words.leaveHelp),
    about ? reach : null,
  );
}
