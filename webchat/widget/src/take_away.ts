// An answer or a conversation to keep: copied, printed, mailed by the person's own program, saved as a file.

import type { Reply } from "./api";
import { h } from "./dom";
import { markdown } from "./markdown";
import type { Turn } from "./turn";
import { fullDate, words } from "./words";

// Longer addresses do not reach every mail program.
const MOST_MAILED = 1_500;

/** A reply's words alone. */
export function spokenText(reply: Reply): string {
  const holder = h("div", {}, markdown(reply.text));
  for (const hint of holder.querySelectorAll(".hidden")) hint.remove();
  return blocksOf(holder).join("\n\n");
}

/** A reply as plain text, with its sources and the page. */
export function plainText(reply: Reply, page: string | null): string {
  const sources = reply.sources.map((source) => `${source.title}${words.checked(fullDate(source.checked))}: ${source.url}`);
  return [spokenText(reply), page ?? "", ...sources].filter(Boolean).join("\n\n");
}

/** Paragraphs and items as lines: also of elements that are not on the page. */
function blocksOf(root: ParentNode): string[] {
  return [...root.children].flatMap((block) => {
    if (block.localName === "ul") return [[...block.children].map((item) => `- ${item.textContent}`).join("\n")];
    if (block.localName !== "ol") return [block.textContent ?? ""];
    return [[...block.children].map((item, index) => `${index + 1}. ${item.textContent}`).join("\n")];
  });
}

export async function copyText(text: string, near: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Not allowed to an embedded page, or not over plain HTTP: the older way.
    const box = h("textarea", { class: "hidden", "aria-hidden": "true", tabindex: "-1" });
    box.value = text;
    near.append(box);
    const before = (near.getRootNode() as ShadowRoot).activeElement as HTMLElement | null;
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    before?.focus({ preventScroll: true });
    return done;
  }
}

/** Print this answer alone, from a page of its own. */
export function printAnswer(text: string, near: HTMLElement): void {
  const frame = h("iframe", { class: "hidden", title: words.print, tabindex: "-1", "aria-hidden": "true" });
  near.append(frame);
  const inside = frame.contentDocument;
  if (!inside || !frame.contentWindow) return;
  inside.title = words.title;
  const body = inside.createElement("pre");
  body.textContent = `${words.title}\n\n${text}\n\n${words.transcriptNote}`;
  body.style.cssText = "font: 12pt/1.5 sans-serif; white-space: pre-wrap; overflow-wrap: anywhere";
  inside.body.append(body);
  frame.contentWindow.onafterprint = () => frame.remove();
  frame.contentWindow.focus();
  frame.contentWindow.print();
}

export function mailTo(subject: string, text: string): string {
  const short = text.length > MOST_MAILED ? `${text.slice(0, MOST_MAILED)} …` : text;
  return `mailto:?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(short.toWellFormed?.() ?? short)}`;
}

export function transcript(turns: Turn[], server: string): string {
  const said = turns.map((turn) => {
    if (turn.by === "handler") return `${words.handler(turn.name ?? "")}:\n${turn.text}`;
    const replies = turn.replies.map((reply) => {
      const page = reply.article ? `${server}/guidance/${reply.article}` : null;
      return `${words.assistant}:\n${plainText(reply, page)}`;
    });
    return [turn.by === "note" ? turn.text : `${words.you}:\n${turn.text}`, ...replies].join("\n\n");
  });
  return `${[words.transcriptTitle, ...said, words.transcriptNote].join("\n\n")}\n`;
}

export function saveFile(name: string, text: string, near: HTMLElement): void {
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  const anchor = h("a", { href: address, download: name, class: "hidden", tabindex: "-1" });
  near.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
