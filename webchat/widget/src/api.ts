// The chat's API on our server (webchat/api.py). No cookies travel, and nothing is fetched from anywhere else.

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

export interface Reply {
  kind: string;
  /** Markdown: paragraphs, lists, bold and links. */
  text: string;
  buttons: Choice[];
  sources: Source[];
  article: string | null;
}

export interface Answer {
  conversation: string;
  replies: Reply[];
}

/** What the operator has set, as far as families should know it. */
export interface About {
  keeps_hours: number;
  phone: string;
  email: string;
  local_offer_url: string;
  leave_url: string;
}

/** Why a message did not get an answer: `lost` may be tried again as it is, `refused` not. */
export class SendError extends Error {
  constructor(readonly reason: "lost" | "slow" | "server" | "refused") {
    super(reason);
  }
}

export const MOST_CHARACTERS = 10_000;
const PATIENCE = 30_000;

export class Api {
  constructor(readonly server: string) {}

  /** Send one message. An id that the server does not know any more is left out, which begins a new conversation. */
  async send(text: string, conversation: string | null): Promise<Answer> {
    const response = await this.#post(conversation === null ? { text } : { text, conversation });
    if (response.status === 404 && conversation !== null) return this.send(text, null);
    if (response.status >= 500 || response.status === 429) throw new SendError("server");
    if (!response.ok) throw new SendError("refused");
    const answer: unknown = await response.json().catch(() => null);
    if (!isAnswer(answer)) throw new SendError("server");
    return answer;
  }

  async about(): Promise<About | null> {
    try {
      const response = await fetch(`${this.server}/api/chat/about`, { credentials: "omit" });
      return response.ok ? ((await response.json()) as About) : null;
    } catch {
      return null;
    }
  }

  async #post(body: object): Promise<Response> {
    try {
      return await fetch(`${this.server}/api/chat`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
        credentials: "omit",
        signal: AbortSignal.timeout(PATIENCE),
      });
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
