// The conversation in the browser's memory of this tab, for as long as the server keeps it too.

import { tab } from "./storage";
import type { Shared } from "./tabs";
import type { Turn } from "./turn";

export interface Kept extends Shared {
  turns: Turn[];
  open: boolean;
  draft: string;
}

const KEY = "neurodiversity-hub-chat";
const MOST = 200;
const HOUR = 3_600_000;

/** What this tab knows from before; null where that is nothing, too old, or of an earlier version of this script. */
export function readKept(): Kept | null {
  const kept = tab.read<Kept>(KEY);
  if (!kept || typeof kept.begin !== "string" || !Array.isArray(kept.turns)) return null;
  // A clock that was set back gives no age.
  if (Date.now() - kept.at <= kept.hours * HOUR) return kept;
  tab.remove(KEY);
  return null;
}

export function writeKept(kept: Kept | null): void {
  if (kept) tab.write(KEY, { ...kept, turns: kept.turns.slice(-MOST) });
  else tab.remove(KEY);
}
