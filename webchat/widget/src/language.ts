// The language of the interface: English, or one whose every word a native speaker has approved. Replies are English.

import type { About } from "./api";
import { device } from "./storage";
import { words } from "./words";

const KEY = "neurodiversity-hub-chat-language";
const ENGLISH = "en-GB";
const english = { ...words };
let current = ENGLISH;

/** What was chosen on this device. */
export function chosenLanguage(): string {
  return device.read<string>(KEY) ?? ENGLISH;
}

export function currentLanguage(): string {
  return current;
}

export function keepLanguage(code: string): void {
  device.write(KEY, code);
}

/** Put the words of a language in place; whether anything changed. Where the server has it not, it is English. */
export function speak(code: string, about: About): boolean {
  const language = about.languages?.[code];
  const next = language ? code : ENGLISH;
  if (next === current) return false;
  current = next;
  Object.assign(words, english, language?.texts);
  return true;
}

/** What can be chosen: code and own name; nothing where English is all there is. */
export function languageChoices(about: About | null): [string, string][] {
  const others = Object.entries(about?.languages ?? {}).map(([code, { name }]): [string, string] => [code, name]);
  return others.length ? [[ENGLISH, "English"], ...others] : [];
}

export function direction(about: About | null): "ltr" | "rtl" {
  return about?.languages?.[current]?.direction ?? "ltr";
}
