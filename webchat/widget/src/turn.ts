// One thing that was said in a conversation, and who is told of it.

import type { Reply } from "./api";

export type State =
  | "waiting" // in the queue or on its way
  | "offline" // sent by itself when the connection is back
  | "answered"
  | "lost"
  | "slow"
  | "server"
  | "refused"
  | "unknown"; // the page was left before an answer came

export interface Turn {
  /** The name of the message: sent again, it is still the same message. */
  id: string;
  text: string;
  state: State;
  replies: Reply[];
  /** Whether to ask if the answer helped. */
  asks: boolean;
  /** When it was written, in milliseconds. */
  at: number;
  /** Who said it, where it was not the person; a note says who came or went. */
  by?: "handler" | "note";
  name?: string;
  /** Its number in a live chat. */
  sequence?: number;
  /** The call handler has seen it. */
  seen?: boolean;
}

export interface Watcher {
  /** A turn is new or has changed; `here`: through what was done in this tab. */
  changed: (turn: Turn, here: boolean) => void;
  /** Another tab has ended the conversation. */
  ended: () => void;
  /** Somebody else has the conversation now. */
  handed: () => void;
  /** What had the focus is gone. */
  focus: () => void;
}
