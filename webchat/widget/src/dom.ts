// Builds elements. Text is always set as text: nothing that anybody writes is read as HTML.

type Attributes = Record<string, string | boolean | ((event: Event) => void)>;

/** An element; attributes that are functions are listeners, `true` is an attribute without a value. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string | null)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

export function button(label: string, kind: string, press: () => void): HTMLButtonElement {
  return h("button", { type: "button", class: kind, click: press }, label);
}

/** A link that opens beside the chat, so that the chat stays where it is. */
export function link(href: string, ...children: (Node | string)[]): HTMLAnchorElement {
  const attributes = { href, target: "_blank", rel: "noopener noreferrer" };
  return h("a", attributes, ...children, h("span", { class: "hidden" }, " (opens in a new tab)"));
}
