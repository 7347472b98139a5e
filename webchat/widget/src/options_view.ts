// The options: how the chat looks, saving the conversation, ending the chat.

import { button, h } from "./dom";
import { CHOICES, type Look, NAMES, type Part } from "./look";
import { words } from "./words";

export interface OptionsActions {
  look: Look;
  languages: [string, string][];
  language: string;
  speak: (code: string) => void;
  hours: number;
  started: boolean;
  chosen: () => void;
  download: () => void;
  end: () => void;
  close: () => void;
}

export function optionsView(level: string, actions: OptionsActions): HTMLElement {
  const heading = h(level as "h3", { tabindex: "-1", class: "options-title" }, words.optionsTitle);
  const end = h("div", { class: "row" });
  end.append(button(words.end, "plain end", () => askToEnd(end, actions)));
  return h(
    "div",
    { class: "options", id: "options" },
    heading,
    ...(actions.languages.length ? [languageRadios(actions)] : []),
    ...(Object.keys(CHOICES) as Part[]).map((part) => radios(part, actions)),
    h("p", { class: "small" }, words.optionsKept),
    actions.started ? h("div", { class: "row" }, button(words.download, "plain", actions.download)) : null,
    end,
    h("div", { class: "row" }, button(words.closeOptions, "strong", actions.close)),
  );
}

function radios(part: Part, { look, chosen }: OptionsActions): HTMLElement {
  const choose = (value: string) => {
    look[part] = value;
    chosen();
  };
  return group(part, NAMES[part], Object.entries(CHOICES[part]), look[part], choose);
}

function languageRadios({ languages, language, speak }: OptionsActions): HTMLElement {
  return group("language", words.language, languages, language, speak);
}

function group(name: string, legend: string, choices: [string, string][], now: string, choose: (value: string) => void): HTMLElement {
  const rows = choices.map(([value, label]) => {
    const radio = h("input", { type: "radio", name: `hub-${name}`, value, checked: now === value });
    radio.addEventListener("change", () => choose(value));
    return h("label", { class: "radio" }, radio, h("bdi", {}, label));
  });
  return h("fieldset", {}, h("legend", {}, legend), h("div", { class: "radios" }, ...rows));
}

/** Ending cannot be taken back, so it is asked once more, in the same place. */
function askToEnd(place: HTMLElement, actions: OptionsActions): void {
  const question = h("p", { tabindex: "-1", class: "question" }, h("strong", {}, words.endQuestion), ` ${words.endText(actions.hours)}`);
  const no = button(words.endNo, "plain", () => {
    const again = button(words.end, "plain end", () => askToEnd(place, actions));
    place.replaceChildren(again);
    again.focus();
  });
  place.replaceChildren(question, button(words.endYes, "strong", actions.end), no);
  question.focus({ preventScroll: false });
}
