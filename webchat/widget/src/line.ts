// A WebSocket to the server, for answers without the delay of a new request. Where there is none, or it breaks, the
// same message goes over plain HTTP: it carries its name, so it is answered once.

import type { Outcome, Said } from "./api";

const OPENING = 1_500;
const PATIENCE = 10_000;
const PAUSE_AFTER_FAILURE = 30_000;

export class Line {
  readonly #address: string;
  #socket: WebSocket | null = null;
  #opening: Promise<boolean> | null = null;
  #notBefore = 0;
  #waiting = new Map<string, (outcome: Outcome | null) => void>();

  constructor(server: string) {
    this.#address = `${server.replace(/^http/, "ws")}/api/chat/socket`;
  }

  /** Connect ahead of the first message; whether there is a connection. Never takes long. */
  open(): Promise<boolean> {
    if (this.#socket?.readyState === WebSocket.OPEN) return Promise.resolve(true);
    if (Date.now() < this.#notBefore) return Promise.resolve(false);
    this.#opening ??= this.#connect().finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  /** What the server says to a message; null where this connection cannot tell. */
  async ask(said: Said): Promise<Outcome | null> {
    if (!(await this.open()) || !this.#socket) return null;
    const socket = this.#socket;
    return new Promise((resolve) => {
      const settle = (outcome: Outcome | null) => {
        window.clearTimeout(timer);
        this.#waiting.delete(said.id);
        resolve(outcome);
      };
      // A phone that changed its network has a connection that only seems to be one.
      const timer = window.setTimeout(() => this.close(), PATIENCE);
      this.#waiting.set(said.id, settle);
      socket.send(JSON.stringify(said));
    });
  }

  close(): void {
    this.#socket?.close();
    this.#broken(this.#socket);
  }

  #connect(): Promise<boolean> {
    return new Promise((resolve) => {
      let socket: WebSocket;
      const fail = () => {
        this.#notBefore = Date.now() + PAUSE_AFTER_FAILURE;
        resolve(false);
      };
      try {
        socket = new WebSocket(this.#address);
      } catch {
        fail();
        return;
      }
      const timer = window.setTimeout(() => {
        socket.close();
        fail();
      }, OPENING);
      socket.addEventListener("open", () => {
        window.clearTimeout(timer);
        this.#socket = socket;
        resolve(true);
      });
      socket.addEventListener("close", () => {
        window.clearTimeout(timer);
        if (this.#socket === socket) this.#broken(socket);
        else fail();
      });
      socket.addEventListener("message", (event) => this.#heard(event.data));
    });
  }

  #heard(data: unknown): void {
    const said = read(String(data));
    // What could not be read has no name: it answers the one that waits.
    const name = said.id ?? this.#waiting.keys().next().value ?? "";
    this.#waiting.get(name)?.(typeof said.status === "number" ? { status: said.status, body: said.answer } : null);
  }

  #broken(socket: WebSocket | null): void {
    if (this.#socket !== socket) return;
    this.#socket = null;
    for (const settle of [...this.#waiting.values()]) settle(null);
  }
}

/** What came; nothing where it is not ours: whoever waits finds out over HTTP. */
function read(data: string): { id?: string | null; status?: number; answer?: unknown } {
  try {
    return (JSON.parse(data) as object | null) ?? {};
  } catch {
    return {};
  }
}
