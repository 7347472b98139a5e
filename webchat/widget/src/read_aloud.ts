// Reads an answer aloud with the device's own voice, only when a person asks for it. One at a time.

let reading: { text: string; over: () => void } | null = null;

export function canRead(): boolean {
  return "speechSynthesis" in window;
}

/** Begin, or stop where this answer is being read already; `show` is told which. */
export function readAloud(text: string, show: (reading: boolean) => void): void {
  const mine = reading?.text === text;
  stopReading();
  if (mine) return;
  const words = new SpeechSynthesisUtterance(text);
  words.lang = "en-GB";
  const now = { text, over: () => show(false) };
  words.onend = words.onerror = () => {
    if (reading !== now) return;
    reading = null;
    show(false);
  };
  reading = now;
  show(true);
  window.speechSynthesis.speak(words);
}

export function stopReading(): void {
  if (!reading) return;
  reading.over();
  reading = null;
  window.speechSynthesis.cancel();
}
