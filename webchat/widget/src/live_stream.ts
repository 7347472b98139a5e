// What a call handler does in a live chat, as the server streams it (docs/live-chat.md). It goes on after a break.

import type { Reply } from "./api";

export interface LiveMessage {
  sequence: number;
  from: "handler" | "parent";
  name: string | null;
  text: string;
}

export interface LiveChange {
  sequence: number;
  state: "waiting" | "joined" | "ended";
  name: string | null;
  /** What to show, as it is. */
  text: string;
  replies: Reply[];
}

export interface LiveEvents {
  message: (message: LiveMessage) => void;
  state: (change: LiveChange) => void;
  queue: (place: { text: string }) => void;
  typing: (sign: { seconds: number }) => void;
  seen: (sign: { sequence: number }) => void;
  /** The server has nothing more to tell, or does not answer. */
  over: () => void;
}

export class LiveStream {
  #source: EventSource | null = null;

  constructor(
    private readonly server: string,
    private readonly events: LiveEvents,
  ) {}

  get isOpen(): boolean {
    return this.#source !== null;
  }

  /** Listen from the event after one on. */
  open(conversation: string, after: number): void {
    this.close();
    const source = new EventSource(`${this.server}/api/chat/events?${new URLSearchParams({ conversation, after: String(after) })}`);
    this.#source = source;
    for (const name of ["message", "state", "queue", "typing", "seen"] as const)
      source.addEventListener(name, (event) => {
        const hear = this.events[name] as (data: unknown) => void;
        if (this.#source === source) hear(JSON.parse((event as MessageEvent<string>).data));
      });
    source.addEventListener("error", () => {
      // Otherwise the browser connects again by itself.
      if (source.readyState !== EventSource.CLOSED || this.#source !== source) return;
      this.close();
      this.events.over();
    });
  }

  close(): void {
    this.#source?.close();
    this.#source = null;
  }
}
