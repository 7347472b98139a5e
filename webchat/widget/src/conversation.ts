// What was said, what is on its way and what was not sent. Knows nothing of the page.

import { type Api, type Reply, SendError, wellFormed } from "./api";
import { tab } from "./storage";

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
  id: number;
  text: string;
  state: State;
  replies: Reply[];
}

interface Kept {
  conversation: string | null;
  turns: Turn[];
  open: boolean;
  draft: string;
  /** When something was last written, in milliseconds, and how many hours the server keeps it. */
  at: number;
  hours: number;
}

const KEY = "neurodiversity-hub-chat";
const MOST_KEPT = 200;
const HOUR = 3_600_000;

export class Conversation {
  turns: Turn[] = [];
  open = false;
  draft = "";
  hours = 24;
  #conversation: string | null = null;
  #queue: Turn[] = [];
  #sending = false;
  #last = 0;
  #at = Date.now();
  /** Grows when the chat is ended: an answer to an earlier one comes too late. */
  #run = 0;

  constructor(
    readonly api: Api,
    private readonly changed: (turn: Turn) => void,
  ) {
    const kept = tab.read<Kept>(KEY);
    if (!kept || !Array.isArray(kept.turns)) return;
    // A clock that was set back gives no age.
    if (Date.now() - kept.at > kept.hours * HOUR) {
      tab.remove(KEY);
      return;
    }
    this.turns = kept.turns.map((turn) =>
      ["waiting", "offline", "lost"].includes(turn.state) ? { ...turn, state: "unknown" } : turn,
    );
    this.#last = Math.max(0, ...this.turns.map((turn) => turn.id));
    ({ conversation: this.#conversation, open: this.open, draft: this.draft, hours: this.hours } = kept);
    this.#at = kept.at;
  }

  get started(): boolean {
    return this.turns.length > 0;
  }

  get busy(): boolean {
    return this.turns.some((turn) => turn.state === "waiting");
  }

  /** Put a message into the queue; its turn, or null where there is nothing to send. */
  send(text: string): Turn | null {
    const words = wellFormed(text).trim();
    if (!words) return null;
    const turn: Turn = { id: ++this.#last, text: words, state: "waiting", replies: [] };
    this.turns.push(turn);
    this.#enqueue(turn);
    return turn;
  }

  /** Once more, from the person's hand. */
  again(turn: Turn): void {
    if (turn.state === "answered" || turn.state === "waiting") return;
    this.#enqueue(turn);
  }

  /** The connection is back. */
  online(): void {
    for (const turn of this.turns) if (turn.state === "offline") this.#enqueue(turn);
  }

  /** Forget everything that this browser knows of the conversation. */
  end(): void {
    this.#run += 1;
    this.turns = [];
    this.#queue = [];
    this.#sending = false;
    this.#conversation = null;
    this.draft = "";
    tab.remove(KEY);
  }

  keep(): void {
    if (!this.started && !this.draft && !this.open) {
      tab.remove(KEY);
      return;
    }
    const kept: Kept = {
      conversation: this.#conversation,
      turns: this.turns.slice(-MOST_KEPT),
      open: this.open,
      draft: this.draft,
      at: this.#at,
      hours: this.hours,
    };
    tab.write(KEY, kept);
  }

  #enqueue(turn: Turn): void {
    this.#at = Date.now();
    this.#become(turn, "waiting");
    this.#queue.push(turn);
    void this.#work();
  }

  #become(turn: Turn, state: State): void {
    turn.state = state;
    this.keep();
    this.changed(turn);
  }

  /** One message at a time, in the order in which they were written. */
  async #work(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    const run = this.#run;
    for (let turn = this.#queue.shift(); turn; turn = this.#queue.shift()) {
      if (!navigator.onLine) {
        this.#become(turn, "offline");
        continue;
      }
      let state: State = "answered";
      try {
        const answer = await this.api.send(turn.text, this.#conversation);
        if (run !== this.#run) return;
        this.#conversation = answer.conversation;
        turn.replies = answer.replies;
      } catch (error) {
        if (run !== this.#run) return;
        state = error instanceof SendError ? error.reason : "server";
      }
      this.#become(turn, state);
    }
    this.#sending = false;
  }
}
