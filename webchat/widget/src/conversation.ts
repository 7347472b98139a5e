// What was said, what is on its way and what was not sent. Knows nothing of the page.

import { type Answer, type Api, type Reply, SendError, wellFormed } from "./api";
import { readKept, writeKept } from "./kept";
import { randomName } from "./names";
import { type Asked, type Live, type News, type Shared, Tabs } from "./tabs";
import type { State, Turn, Watcher } from "./turn";

// A connection that fails for a moment is tried again before a person is told.
const PAUSES = [500, 2_000];
// What was written longer ago is not sent by itself when the page comes back: it may not be wanted any more.
const RESUMED = 5 * 60_000;

export class Conversation {
  turns: Turn[] = [];
  open = false;
  draft = "";
  hours = 24;
  /** Who has the conversation, where it is not the assistant. */
  live: Live | null = null;
  #askedFor: Asked[] = [];
  #begin = randomName();
  #conversation: string | null = null;
  #queue: Turn[] = [];
  #mine = new Set<Turn>();
  #sending = false;
  #seenTo = 0;
  #at = Date.now();
  /** Grows when the chat is ended: an answer to an earlier one comes too late. */
  #run = 0;
  readonly #tabs: Tabs;

  constructor(
    readonly api: Api,
    private readonly watcher: Watcher,
  ) {
    this.#tabs = new Tabs(api.server, (news) => this.#hear(news));
    const kept = readKept();
    if (!kept) return;
    ({ turns: this.turns, begin: this.#begin, conversation: this.#conversation, at: this.#at } = kept);
    ({ open: this.open, draft: this.draft, hours: this.hours } = kept);
    this.live = kept.live ?? null;
    this.#askedFor = kept.asked ?? [];
  }

  get started(): boolean {
    return this.turns.length > 0;
  }

  get id(): string | null {
    return this.#conversation;
  }

  /** The number of the last thing that was heard of a live chat. */
  get after(): number {
    return Math.max(0, ...this.turns.filter((turn) => turn.by).map((turn) => turn.sequence ?? 0));
  }

  get busy(): boolean {
    return this.turns.some((turn) => turn.state === "waiting");
  }

  /** The page is there: listen to the other tabs. */
  attach(): void {
    this.#tabs.open();
    if (!this.started) this.#tabs.tell({ kind: "hello" });
  }

  /** The page is left. */
  detach(): void {
    this.keep();
    for (const turn of this.#mine) this.#tell({ ...turn, state: "unknown" });
    this.#tabs.close();
    this.api.line.close();
  }

  /** Go on with what had no answer when the page was left. */
  resume(): void {
    for (const turn of this.turns) {
      if (!["waiting", "offline", "lost"].includes(turn.state) || this.#mine.has(turn)) continue;
      if (Math.abs(Date.now() - turn.at) < RESUMED) this.#enqueue(turn);
      else this.#become(turn, "unknown");
    }
  }

  /** Put a message into the queue; its turn, or null where there is nothing to send. */
  send(text: string): Turn | null {
    const words = wellFormed(text).trim();
    if (!words) return null;
    const turn: Turn = { id: randomName(), text: words, state: "waiting", replies: [], asks: false, at: Date.now() };
    this.turns.push(turn);
    this.#enqueue(turn);
    return turn;
  }

  /** Once more, from the person's hand. */
  again(turn: Turn): void {
    if (turn.state === "answered" || this.#mine.has(turn)) return;
    this.#enqueue(turn);
  }

  /** The connection is back. */
  online(): void {
    for (const turn of this.turns) if (turn.state === "offline" || turn.state === "lost") this.again(turn);
  }

  /** Say whether an answer helped; what the server says to that, or null where it could not be kept. */
  async tell(turn: Turn, helpful: boolean): Promise<Reply[] | null> {
    const article = turn.replies.find((reply) => reply.article)?.article;
    if (!article || this.#conversation === null) return null;
    const replies = await this.api.feedback(this.#conversation, article, helpful);
    if (!replies) return null;
    turn.asks = false;
    this.keep();
    this.#tell(turn);
    return replies;
  }

  hasAsked(what: Asked): boolean {
    return this.#askedFor.includes(what);
  }

  /** It was answered, or left out: it is not asked again. */
  asked(what: Asked): void {
    if (!this.hasAsked(what)) this.#askedFor = [...this.#askedFor, what];
    this.keep();
    this.#tell();
  }

  /** Whether to ask how the chat was at its end: something was answered, and nothing in it was a crisis. */
  get mayAskForRating(): boolean {
    const replies = this.turns.flatMap((turn) => turn.replies);
    return !this.hasAsked("rating") && replies.length > 0 && !replies.some((reply) => reply.kind === "crisis");
  }

  /** Something was said in a live chat. */
  add(turn: Turn): void {
    if (this.turns.some((known) => known.id === turn.id)) return;
    this.turns.push(turn);
    this.keep();
    this.watcher.changed(turn, true);
  }

  /** The call handler has seen what was sent up to this number. */
  seen(sequence: number): void {
    this.#seenTo = Math.max(this.#seenTo, sequence);
    for (const turn of this.turns) {
      if (turn.by || turn.seen || !turn.sequence || turn.sequence > sequence) continue;
      turn.seen = true;
      this.watcher.changed(turn, false);
    }
    this.keep();
  }

  wantsFocus(): void {
    this.watcher.focus();
  }

  /** Forget everything that this browser knows of the conversation. */
  end(): void {
    this.#tabs.tell({ kind: "end", begin: this.#begin });
    this.#forget();
  }

  keep(): void {
    const worth = this.started || this.draft !== "" || this.open;
    writeKept(worth ? { ...this.#shared, turns: this.turns, open: this.open, draft: this.draft } : null);
  }

  get #shared(): Shared {
    const { hours, live } = this;
    return { begin: this.#begin, conversation: this.#conversation, at: this.#at, hours, live, asked: this.#askedFor };
  }

  #forget(): void {
    this.#run += 1;
    this.turns = [];
    this.#queue = [];
    this.#mine.clear();
    this.#sending = false;
    this.#begin = randomName();
    this.#conversation = null;
    this.live = null;
    this.#askedFor = [];
    this.#seenTo = 0;
    this.draft = "";
    writeKept(null);
  }

  #enqueue(turn: Turn): void {
    this.#at = Date.now();
    this.#mine.add(turn);
    this.#become(turn, "waiting");
    this.#queue.push(turn);
    void this.#work();
  }

  #become(turn: Turn, state: State): void {
    turn.state = state;
    this.keep();
    this.watcher.changed(turn, true);
    this.#tell(turn);
  }

  /** One message at a time, in the order in which they were written. */
  async #work(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    const run = this.#run;
    for (let turn = this.#queue.shift(); turn; turn = this.#queue.shift()) {
      const state = await this.#deliver(turn, run);
      if (run !== this.#run) return;
      this.#mine.delete(turn);
      this.#become(turn, state);
      this.watcher.handed();
    }
    this.#sending = false;
  }

  async #deliver(turn: Turn, run: number): Promise<State> {
    for (const pause of [0, ...PAUSES]) {
      if (pause) await new Promise((over) => window.setTimeout(over, pause));
      if (!navigator.onLine) return "offline";
      if (run !== this.#run) return "lost";
      try {
        const answer = await this.api.send({ id: turn.id, text: turn.text, conversation: this.#conversation, begin: this.#begin });
        if (run !== this.#run) return "lost";
        this.#conversation = answer.conversation;
        turn.replies = answer.replies;
        turn.asks = answer.ask_if_it_helped === true && answer.replies.some((reply) => reply.article);
        this.#handed(turn, answer.live ?? null);
        if (answer.outcome === "feedback" && !answer.replies.some((reply) => reply.rating)) this.asked("rating");
        return "answered";
      } catch (error) {
        const reason = error instanceof SendError ? error.reason : "server";
        if (reason === "forgotten") [this.#conversation, this.#begin] = [null, randomName()];
        else if (reason !== "lost") return reason;
      }
    }
    return "lost";
  }

  #handed(turn: Turn, live: Answer["live"] | null): void {
    if (live?.sequence) {
      turn.sequence = live.sequence;
      // It may have been seen before we heard which number it has.
      turn.seen = live.sequence <= this.#seenTo;
    }
    this.live = live ? { state: live.state, name: this.live?.name ?? "" } : null;
  }

  // ---- the other tabs

  #tell(...turns: Turn[]): void {
    this.#tabs.tell({ kind: "turns", shared: this.#shared, turns });
  }

  #hear(news: News): void {
    if (news.kind === "hello") {
      if (this.started) this.#tell(...this.turns);
    } else if (news.kind === "end") {
      if (!this.started || news.begin !== this.#begin) return;
      this.#forget();
      this.watcher.ended();
    } else if (!this.started || news.shared.begin === this.#begin) this.#take(news.shared, news.turns);
  }

  #take(shared: Shared, turns: Turn[]): void {
    ({ begin: this.#begin, at: this.#at, hours: this.hours } = shared);
    this.#conversation = shared.conversation ?? this.#conversation;
    for (const told of turns) {
      const known = this.turns.find((turn) => turn.id === told.id);
      // What is answered stays so, and what this tab is sending it knows better.
      if (known && (this.#mine.has(known) || (known.state === "answered" && told.state !== "answered"))) continue;
      if (known) Object.assign(known, told);
      else this.turns.push(told);
      this.watcher.changed(known ?? told, false);
    }
    const handed = JSON.stringify(this.live) !== JSON.stringify(shared.live);
    this.live = shared.live;
    this.#askedFor = shared.asked ?? this.#askedFor;
    this.keep();
    if (handed || this.live) this.watcher.handed();
  }
}

