// Tells the other tabs of this website what happens to the conversation, so that all show the same. The browser carries
// it from tab to tab; it is kept nowhere.

import type { Turn } from "./turn";

/** What all tabs know of a conversation: the word it began with, its id, and for how long the server keeps it. */
export interface Shared {
  begin: string;
  conversation: string | null;
  at: number;
  hours: number;
  live: Live | null;
  /** What was asked once and is not asked again: the first name, and how the chat was. */
  asked?: Asked[];
}

export type Asked = "name" | "rating";

/** That the conversation waits for a call handler or is with one. */
export interface Live {
  state: "waiting" | "with_handler";
  name: string;
}

export type News =
  | { kind: "hello" } // a tab that knows of no conversation
  | { kind: "turns"; shared: Shared; turns: Turn[] }
  | { kind: "end"; begin: string };

export class Tabs {
  #channel: BroadcastChannel | null = null;

  constructor(
    private readonly server: string,
    private readonly hear: (news: News) => void,
  ) {}

  open(): void {
    if (this.#channel || !("BroadcastChannel" in window)) return;
    this.#channel = new BroadcastChannel(`neurodiversity-hub-chat ${this.server}`);
    this.#channel.addEventListener("message", (event) => this.hear(event.data as News));
  }

  /** An open channel keeps the browser from bringing a page back as it was. */
  close(): void {
    this.#channel?.close();
    this.#channel = null;
  }

  tell(news: News): void {
    this.#channel?.postMessage(news);
  }
}
