// One reply: the words, where they come from, what to do with them, and what can be chosen next.

import type { Choice, Reply, Source } from "./api";
import { button, h, link } from "./dom";
import { markdown } from "./markdown";
import { canRead, readAloud } from "./read_aloud";
import { type Rate, ratingView } from "./rating_view";
import { copyText, mailTo, plainText, printAnswer, spokenText } from "./take_away";
import { timesView } from "./times_view";
import { fullDate, words } from "./words";

export interface ReplyActions {
  server: string;
  /** The element name of the hidden heading above each message. */
  heading: string;
  choose: (choice: Choice) => void;
  say: (status: string) => void;
  /** How a chat was; null where that is not to be asked. */
  rate: () => Rate | null;
}

export function replyView(reply: Reply, actions: ReplyActions): HTMLElement {
  const text = h("div", { class: "text", dir: "auto", lang: "en-GB" }, markdown(reply.text));
  const page = reply.article ? `${actions.server}/guidance/${encodeURIComponent(reply.article)}` : null;
  const view = h(
    "div",
    { class: `reply kind-${/^[a-z_]+$/.test(reply.kind) ? reply.kind : "message"}` },
    h(actions.heading as "h3", { class: "hidden" }, words.assistant),
    text,
  );
  if (page) view.append(h("p", { class: "page" }, link(page, words.wholePage)));
  if (reply.sources.length) view.append(sourcesView(reply.sources));
  if (reply.calendar?.startsWith("/"))
    view.append(h("p", {}, h("a", { class: "plain button", href: actions.server + reply.calendar }, words.calendar)));
  if (reply.kind === "answer") view.append(useView(reply, page, actions));
  const rate = reply.rating ? actions.rate() : null;
  if (rate) view.append(ratingView(rate, "", null));
  else if (reply.buttons.length && !reply.rating) {
    const choices = reply.buttons.map((choice) => button(choice.title, "choice", () => actions.choose(choice)));
    view.append(h("div", { class: "choices", role: "group", "aria-label": words.choices }, ...choices));
  }
  if (reply.times?.length) view.append(timesView(reply.times, (time) => actions.choose({ title: time.text, text: time.text })));
  return view;
}

function sourcesView(sources: Source[]): HTMLElement {
  const oldest = sources.map((source) => source.checked).sort()[0] ?? "";
  const items = sources.map((source) =>
    h(
      "li",
      {},
      /^https?:\/\//i.test(source.url) ? link(source.url, source.title) : source.title,
      source.page_date ? words.pageDated(source.page_date) : null,
      words.checked(fullDate(source.checked)),
    ),
  );
  return h("details", { class: "sources" }, h("summary", {}, words.sources(fullDate(oldest))), h("ul", {}, ...items));
}

function useView(reply: Reply, page: string | null, actions: ReplyActions): HTMLElement {
  const plain = () => plainText(reply, page);
  const row = h("div", { class: "row" });
  row.append(
    button(words.copy, "plain", async () => actions.say((await copyText(plain(), row)) ? words.copied : words.notCopied)),
    button(words.print, "plain", () => printAnswer(plain(), row)),
    h("a", { class: "plain button", href: mailTo(words.transcriptTitle, plain()) }, words.email),
  );
  if (canRead()) {
    const read = button(words.read, "plain", () =>
      readAloud(spokenText(reply), (reading) => {
        read.textContent = reading ? words.stopReading : words.read;
      }),
    );
    row.append(read);
  }
  return h("details", { class: "use" }, h("summary", {}, words.use), row);
}
