// The Markdown of our replies as elements: paragraphs, lists, headings, bold, emphasis and links. Anything else,
// HTML included, stays text.

import { h, link } from "./dom";

const ITEM = /^( *)([-*+]|\d{1,9}[.)]) +(.*)$/;
// Only these begin a list right below a paragraph: "2024." at the start of a wrapped line is a year.
const INTERRUPTS = /^ *(?:[-*+]|1[.)]) /;
const INLINE = /\\([!-/:-@[-`{-~])|\*\*(.+?)\*\*|\*([^*\s](?:[^*]*[^*\s])?)\*|\[([^\]]*)\]\(<?([^\s)>]+)>?\)|<((?:https?:|mailto:)[^\s<>]+)>/g;

export function markdown(text: string): DocumentFragment {
  const out = document.createDocumentFragment();
  out.append(...blocks(text.replace(/\r\n?/g, "\n").split("\n")));
  return out;
}

function blocks(lines: string[]): Node[] {
  const found: Node[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? "";
    if (!line.trim()) at += 1;
    else if (ITEM.test(line)) {
      const [list, next] = listFrom(lines, at);
      found.push(list);
      at = next;
    } else {
      const start = at;
      while (at < lines.length && lines[at]?.trim() && (at === start || !INTERRUPTS.test(lines[at] ?? ""))) at += 1;
      const words = lines.slice(start, at).map((part) => part.trim()).join("\n");
      const heading = /^#{1,6} +(.*)$/.exec(words);
      found.push(heading ? h("p", {}, h("strong", {}, ...inline(heading[1] ?? ""))) : h("p", {}, ...inline(words)));
    }
  }
  return found;
}

/** The list that begins at a line, and the line after it. */
function listFrom(lines: string[], start: number): [HTMLElement, number] {
  const first = ITEM.exec(lines[start] ?? "");
  const indent = first?.[1]?.length ?? 0;
  const ordered = /\d/.test(first?.[2] ?? "");
  const items: string[][] = [];
  let at = start;
  let loose = false;
  for (; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    const wrapped = at > start && lines[at - 1]?.trim() && !ordered && /^ *\d/.test(line) && !INTERRUPTS.test(line);
    const item = wrapped ? null : ITEM.exec(line);
    const deep = line.length - line.trimStart().length;
    if (item && (item[1]?.length ?? 0) <= indent) {
      if (/\d/.test(item[2] ?? "") !== ordered || (item[1]?.length ?? 0) < indent) break;
      loose ||= at > start && !lines[at - 1]?.trim();
      items.push([item[3] ?? ""]);
    } else if (!line.trim()) {
      const next = lines.slice(at).find((after) => after.trim());
      if (next === undefined || !(ITEM.test(next) || next.startsWith("  "))) break;
      items.at(-1)?.push("");
    } else if (deep > indent || lines[at - 1]?.trim()) items.at(-1)?.push(line.slice(Math.min(deep, indent + 2)));
    else break;
  }
  const list = h(ordered ? "ol" : "ul");
  const number = Number.parseInt(first?.[2] ?? "1", 10);
  if (ordered && number !== 1) list.setAttribute("start", String(number));
  for (const item of items) {
    const inside = blocks(item);
    // A short item is a line, not a paragraph.
    list.append(h("li", {}, ...(loose ? inside : inside.flatMap((node) => (isParagraph(node) ? [...node.childNodes] : [node])))));
  }
  return [list, at];
}

function isParagraph(node: Node): node is HTMLParagraphElement {
  return node instanceof HTMLParagraphElement;
}

function inline(text: string): (Node | string)[] {
  const found: (Node | string)[] = [];
  let at = 0;
  for (const match of text.matchAll(INLINE)) {
    const [whole, escaped, bold, emphasis, label, target, bare] = match;
    if (match.index > at) found.push(text.slice(at, match.index));
    at = match.index + whole.length;
    if (escaped !== undefined) found.push(escaped);
    else if (bold !== undefined) found.push(h("strong", {}, ...inline(bold)));
    else if (emphasis !== undefined) found.push(h("em", {}, ...inline(emphasis)));
    else if (bare !== undefined) found.push(anchor(bare, [bare.replace(/^mailto:/, "")], whole));
    else found.push(anchor(target ?? "", inline(label ?? ""), whole));
  }
  if (at < text.length) found.push(text.slice(at));
  return found;
}

/** A link to the web, a phone or a mailbox; any other address stays text. */
function anchor(target: string, label: (Node | string)[], whole: string): Node | string {
  if (/^(?:tel:|mailto:)/i.test(target)) return h("a", { href: target }, ...label);
  if (/^https?:\/\//i.test(target)) return link(target, ...label);
  return whole;
}
