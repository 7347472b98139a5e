// While the parts behind the page are still being set up, says how far that is.

import { words } from "./words";

const EVERY = 3_000;

interface Readiness {
  ready: boolean;
  step: string | null;
}

/** Look until nothing is being set up any more; `say` is told each time, at last with "". */
export async function watchStart(server: string, say: (text: string) => void): Promise<void> {
  try {
    const response = await fetch(`${server}/readyz`, { credentials: "omit" });
    const state = (await response.json()) as Readiness;
    say(state.step ? words.starting(state.step) : "");
    if (state.step) window.setTimeout(() => void watchStart(server, say), EVERY);
  } catch {
    say("");
  }
}
