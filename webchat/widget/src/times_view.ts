// All days and times that can be booked, one question at a time: first the day, then the time.

import type { TimeChoice } from "./api";
import { button, h } from "./dom";
import { words } from "./words";

export function timesView(times: TimeChoice[], choose: (time: TimeChoice) => void): HTMLElement {
  const view = h("div", { class: "times" });

  const ask = (question: string, ...buttons: HTMLElement[]) => {
    const lead = h("p", { tabindex: "-1", class: "question" }, question);
    view.replaceChildren(lead, h("div", { class: "choices", role: "group", "aria-label": question }, ...buttons));
    lead.focus({ preventScroll: true });
    lead.scrollIntoView({ block: "nearest", behavior: "instant" });
  };

  const askDay = () => {
    const days = [...new Set(times.map((time) => time.day))];
    const [only] = days;
    if (only !== undefined && days.length === 1) return askTime(only, false);
    return ask(words.whichDay, ...days.map((day) => button(day, "choice", () => askTime(day, true))));
  };

  const askTime = (day: string, more: boolean) => {
    const those = times.filter((time) => time.day === day);
    const buttons = those.map((time) => button(time.time, "choice", () => choose(time)));
    ask(words.whichTime(day), ...buttons, ...(more ? [button(words.otherDay, "plain choice", askDay)] : []));
  };

  view.append(button(words.allTimes, "choice", askDay));
  return view;
}
