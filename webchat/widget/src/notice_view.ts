// What a person has to know before they type anything. The emergency numbers need no answer of the server.

import type { About } from "./api";
import { h, link } from "./dom";
import { words } from "./words";

const call = (number: string, shown = number) => h("a", { href: `tel:${number}` }, shown);

export function noticeView(about: About | null, hours: number): HTMLElement {
  const reach = h("p", {});
  if (about?.phone) reach.append(words.phone(about.phone));
  else if (about) reach.append(`${words.offer} `, link(about.local_offer_url, words.offerName), ".");
  return h(
    "div",
    { class: "notice" },
    h("p", {}, words.what),
    h(
      "p",
      { class: "emergency" },
      h("strong", {}, words.emergencyStart),
      " In danger now: phone ",
      call("999"),
      ". Urgent mental health help, any time: phone ",
      call("111"),
      ", option 2, or ",
      call("08006444101", "0800 6444 101"),
      ".",
    ),
    h("p", {}, `${words.kept(hours)} ${words.keptHere}`),
    h("p", {}, words.leaveHelp),
    about ? reach : null,
  );
}
