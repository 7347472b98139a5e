// How the chat looks: chosen by the person, remembered on this device only.

import { device } from "./storage";
import { words } from "./words";

export const CHOICES = {
  size: words.sizes,
  spacing: words.spacings,
  font: words.fonts,
  theme: words.themes,
};
export const NAMES = { size: words.size, spacing: words.spacing, font: words.font, theme: words.theme };
export type Part = keyof typeof CHOICES;
export type Look = Record<Part, string>;

const KEY = "neurodiversity-hub-chat-look";

/** What was chosen before; otherwise what the device asks of every page. */
export function readLook(): Look {
  const wants = (query: string) => window.matchMedia(query).matches;
  const theme = wants("(prefers-contrast: more)") ? "contrast" : wants("(prefers-color-scheme: dark)") ? "dark" : "light";
  const look: Look = { size: "normal", spacing: "normal", font: "normal", theme };
  const kept = device.read<Partial<Look>>(KEY) ?? {};
  for (const part of Object.keys(CHOICES) as Part[]) {
    const value = kept[part];
    if (typeof value === "string" && value in CHOICES[part]) look[part] = value;
  }
  return look;
}

export function keepLook(look: Look): void {
  device.write(KEY, look);
}
