// The chat's API on our server (webchat/api.py). No cookies travel, and nothing is fetched from anywhere else.

import { Line } from "./line";

export interface Choice {
  title: string;
  text: string;
}

export interface Source {
  title: string;
  url: string;
  checked: string;
  page_date: string | null;
}

/** A time that can be had: `day` and `time` are shown, `text` is sent. */
export interface TimeChoice {
  day: string;
  time: string;
  text: string;
}

export interface Reply {
  kind: string;
  /** Markdown: paragraphs, lists, bold and links. */
  text: string;
  buttons: Choice[];
  sources: Source[];
  article: string | null;
  times?: TimeChoice[];
  /** It asks how a chat was: a rating and a comment are shown in place of its buttons. */
  rating?: boolean;
  /** The path of an appointment's calendar file on our server. */
  calendar?: string | null;
}

export interface Answer {
  conversation: string;
  replies: Reply[];
  outcome?: string;
  ask_if_it_helped?: boolean;
  /** Who has the conversation, where it is not the assistant. */
  live?: { state: "waiting" | "with_handler"; sequence: number | null } | null;
}

/** One message. `id` names it, so that it is answered once; `begin` names the conversation until its id is known. */
export interface Said {
  id: string;
  text: string;
  conversation: string | null;
  begin: string;
}

/** What the server said, as HTTP counts it. */
export interface Outcome {
  status: number;
  body: unknown;
}

/** What the operator has set, as far as families should know it. */
export interface About {
  keeps_hours: number;
  phone: string;
  email: string;
  local_offer_url: string;
  leave_url: string;
  /** By code (BCP 47). */
  languages: Record<string, Language>;
}

/** Another language of the interface. */
export interface Language {
  name: string;
  direction: "ltr" | "rtl";
  texts: Record<string, string>;
}

/** Why a message did not get an answer: `lost` may be tried again as it is, `refused` not; `forgotten`: begin anew. */
export class SendError extends Error {
  constructor(readonly reason: "lost" | "slow" | "server" | "refused" | "forgotten") {
    super(reason);
  }
}

export const MOST_CHARACTERS = 10_000;
const PATIENCE = 30_000;

export class Api {
  readonly line: Line;

  constructor(
    readonly server: string,
    private readonly drafts = false,
  ) {
    this.line = new Line(server);
  }

  /** Send one message, once more with the same name where it was sent before. Throws SendError. */
  async send(said: Said): Promise<Answer> {
    const { status, body } = (await this.line.ask(said)) ?? (await this.#post("/api/chat", said));
    if (status === 404 && said.conversation !== null) throw new SendError("forgotten");
    if (status >= 500 || status === 429) throw new SendError("server");
    if (status !== 200) throw new SendError("refused");
    if (!isAnswer(body)) throw new SendError("server");
    return body;
  }

  /** Whether an answer helped; what to say to that, or null where it could not be kept. */
  async feedback(conversation: string, article: string, helpful: boolean): Promise<Reply[] | null> {
    return this.#replies("/api/feedback", { conversation, article, helpful }).then((told) => told?.replies ?? null);
  }

  /** How a chat was, from 1 to 5; as `feedback`. */
  async rate(conversation: string, rating: number, comment: string): Promise<Reply[] | null> {
    return this.#replies("/api/feedback", { conversation, rating, ...(comment ? { comment: wellFormed(comment) } : {}) }).then((told) => told?.replies ?? null);
  }

  /** The first name for a live chat; null where it could not be kept. */
  async name(conversation: string, name: string): Promise<{ kept: boolean; replies: Reply[] } | null> {
    return this.#replies("/api/chat/name", { conversation, name: wellFormed(name) });
  }

  /** End a live chat, or leave the queue; what to say to that, or null where it did not work. */
  async end(conversation: string): Promise<Reply[] | null> {
    try {
      const { status, body } = await this.#post("/api/chat/end", { conversation });
      return status < 300 ? ((body as Answer | null)?.replies ?? []) : null;
    } catch {
      return null;
    }
  }

  /** A sign that needs no answer; whether it was taken. */
  async tell(path: string, body: object): Promise<boolean> {
    try {
      return (await this.#post(path, body)).status < 300;
    } catch {
      return false;
    }
  }

  async about(): Promise<About | null> {
    try {
      const response = await fetch(`${this.server}/api/chat/about${this.drafts ? "?drafts=true" : ""}`, { credentials: "omit" });
      return response.ok ? ((await response.json()) as About) : null;
    } catch {
      return null;
    }
  }

  async #replies(path: string, sent: object): Promise<{ kept: boolean; replies: Reply[] } | null> {
    try {
      const { status, body } = await this.#post(path, sent);
      const told = body as { kept: boolean; replies: Reply[] } | null;
      return status === 200 && Array.isArray(told?.replies) ? told : null;
    } catch {
      return null;
    }
  }

  async #post(path: string, body: object): Promise<Outcome> {
    const sent = JSON.stringify(body);
    try {
      const response = await fetch(this.server + path, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: sent,
        credentials: "omit",
        // What is said while the page goes still gets there.
        keepalive: sent.length < 1_000,
        signal: AbortSignal.timeout(PATIENCE),
      });
      return { status: response.status, body: await response.json().catch(() => null) };
    } catch (error) {
      throw new SendError(error instanceof DOMException && error.name === "TimeoutError" ? "slow" : "lost");
    }
  }
}

function isAnswer(value: unknown): value is Answer {
  const answer = value as Answer | null;
  return typeof answer?.conversation === "string" && Array.isArray(answer.replies);
}

/** Text that JSON and the server take: half an emoji, as a cut paste leaves it, becomes a replacement character. */
export function wellFormed(text: string): string {
  return text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, "\uFFFD");
}
