// Random words that nobody guesses: of a conversation's beginning, and of each message.

/** 128 random bits. */
export function randomName(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
