// The parent's side of a live chat with a call handler: who is there, what they write, and the way out of it.

import type { Api, Reply } from "./api";
import type { Conversation } from "./conversation";
import { button, h } from "./dom";
import { nameView } from "./name_view";
import { type LiveChange, type LiveMessage, LiveStream } from "./live_stream";
import type { Turn } from "./turn";
import { words } from "./words";

const TYPING_EVERY = 4_000;
// The server does not say why it has nothing to tell: it is asked again, ever less often, and then no more.
const AGAIN = [2_000, 5_000, 15_000, 30_000];

export class LiveChat {
  /** Stands above the box to write in while somebody is waited for or there. */
  readonly view = h("div", { class: "live", role: "group", "aria-label": words.live });
  readonly #place = h("p", { role: "status" });
  readonly #typing = h("p", { class: "small" });
  readonly #name = h("div", {});
  readonly #leave: HTMLButtonElement;
  readonly #stream: LiveStream;
  #held: LiveMessage[] = [];
  #tries = 0;
  #retry = 0;
  #typed = 0;
  #typingOver = 0;
  #toldSeen = 0;
  /** What the server says to the end that the person asked for. */
  #ending: Promise<Reply[] | null> | null = null;

  constructor(
    private readonly api: Api,
    private readonly conversation: Conversation,
    private readonly isShown: () => boolean,
  ) {
    this.#leave = button("", "plain", () => void this.#end());
    this.view.append(this.#place, this.#typing, this.#name, h("div", { class: "row" }, this.#leave));
    this.#stream = new LiveStream(api.server, {
      message: (message) => this.#message(message),
      state: (change) => void this.#change(change),
      queue: (place) => this.#say(place.text),
      typing: ({ seconds }) => this.#showTyping(seconds),
      seen: ({ sequence }) => this.conversation.seen(sequence),
      over: () => this.#again(),
    });
    this.follow();
  }

  /** The conversation has changed hands, or the page is back: listen where there is something to hear. */
  follow(look = false): void {
    const { live, id, after } = this.conversation;
    this.#show();
    window.clearTimeout(this.#retry);
    if (id === null || !(live || look)) return this.#stream.close();
    if (!this.#stream.isOpen) this.#stream.open(id, after);
    this.#release();
  }

  close(): void {
    window.clearTimeout(this.#retry);
    this.#stream.close();
  }

  /** The person is typing: told while a call handler is there, now and then. */
  typing(): void {
    const { live, id } = this.conversation;
    if (live?.state !== "with_handler" || id === null || Date.now() - this.#typed < TYPING_EVERY) return;
    this.#typed = Date.now();
    void this.api.tell("/api/chat/typing", { conversation: id });
  }

  /** What has come is on the screen now, if the chat is. */
  seen(): void {
    const { id, after, live } = this.conversation;
    if (!live || id === null || after <= this.#toldSeen || document.hidden || !this.isShown()) return;
    this.#toldSeen = after;
    void this.api.tell("/api/chat/seen", { conversation: id, sequence: after });
  }

  #message(message: LiveMessage): void {
    this.#tries = 0;
    this.#held.push(message);
    this.#release();
  }

  /** Our own messages come back too. While one is on its way, nobody knows yet which number it has. */
  #release(): void {
    if (this.conversation.busy) return;
    for (const { sequence, from, name, text } of this.#held.splice(0)) {
      if (sequence <= this.conversation.after && from === "handler") continue;
      if (from === "parent" && this.conversation.turns.some((turn) => turn.sequence === sequence)) continue;
      if (from === "handler") this.#showTyping(0);
      const by = from === "handler" ? ({ by: "handler", name: name ?? "" } as const) : {};
      this.conversation.add({ ...line(sequence, text), ...by });
    }
    this.seen();
  }

  async #change(change: LiveChange): Promise<void> {
    this.#tries = 0;
    this.#release();
    const { sequence, state, text, name, replies } = change;
    if (sequence <= this.conversation.after) return;
    // The answer to the wish for a person has said so, and its choices hold while they wait.
    if (state === "waiting" && this.conversation.live?.state === "waiting") return;
    this.#showTyping(0);
    this.conversation.live = state === "ended" ? null : { state: state === "joined" ? "with_handler" : "waiting", name: name ?? "" };
    if (state === "ended") this.#stream.close();
    this.#show();
    const own = state === "ended" && !replies?.length ? await this.#ending : null;
    this.conversation.add({ ...line(sequence, text), by: "note", replies: own ?? replies ?? [] });
    this.seen();
  }

  #again(): void {
    const pause = AGAIN[this.#tries];
    this.#tries += 1;
    if (!this.conversation.live) return;
    if (pause === undefined) {
      this.conversation.live = null;
      this.#show();
    } else this.#retry = window.setTimeout(() => this.follow(), pause);
  }

  /** The person goes: whoever waits for them, or writes with them, is told. */
  leave(): void {
    const { live, id } = this.conversation;
    if (live && id !== null) void this.api.tell("/api/chat/end", { conversation: id });
  }

  async #end(): Promise<void> {
    const { id } = this.conversation;
    if (id === null) return;
    this.#ending = this.api.end(id);
    if (await this.#ending) this.follow();
    else this.#say(words.notEnded);
  }

  #show(): void {
    const { live } = this.conversation;
    const held = this.view.contains((this.view.getRootNode() as Document | ShadowRoot).activeElement);
    this.view.hidden = live === null;
    if (!live) this.#say("");
    else if (live.state === "with_handler") this.#say(words.withHandler(live.name));
    else if (!this.#place.textContent) this.#say(words.inQueue);
    this.#leave.textContent = live?.state === "with_handler" ? words.endLive : words.leaveQueue;
    this.#askForName();
    if (held && live === null) this.conversation.wantsFocus();
  }

  /** Whoever has begun to answer may finish when a call handler has come; the question itself comes before. */
  #askForName(): void {
    const { live, id } = this.conversation;
    const there = this.#name.firstChild !== null;
    if (live === null || id === null || this.conversation.hasAsked("name")) return this.#name.replaceChildren();
    if (there || live.state !== "waiting") return;
    this.#name.append(
      nameView(
        (name) => this.api.name(id, name),
        () => {
          const held = this.#name.contains((this.view.getRootNode() as Document | ShadowRoot).activeElement);
          this.conversation.asked("name");
          this.#name.replaceChildren();
          if (held) this.conversation.wantsFocus();
        },
      ),
    );
  }

  #say(text: string): void {
    if (this.#place.textContent !== text) this.#place.textContent = text;
  }

  #showTyping(seconds: number): void {
    window.clearTimeout(this.#typingOver);
    this.#typing.textContent = seconds ? words.typing(this.conversation.live?.name ?? "") : "";
    if (seconds) this.#typingOver = window.setTimeout(() => this.#showTyping(0), seconds * 1_000);
  }
}

function line(sequence: number, text: string): Turn {
  return { id: `live-${sequence}`, text, state: "answered", replies: [], asks: false, at: Date.now(), sequence };
}
