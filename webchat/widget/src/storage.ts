// What this browser remembers. Storage can be blocked or full: then the page's memory has to do.

interface Place {
  read<T>(key: string): T | null;
  write(key: string, value: unknown): void;
  remove(key: string): void;
}

function place(find: () => Storage): Place {
  const memory = new Map<string, string>();
  return {
    read<T>(key: string): T | null {
      let text = memory.get(key) ?? null;
      try {
        text = find().getItem(key) ?? text;
      } catch {
        // Blocked: what this page remembers.
      }
      try {
        return text === null ? null : (JSON.parse(text) as T);
      } catch {
        return null;
      }
    },
    write(key, value) {
      const text = JSON.stringify(value);
      memory.set(key, text);
      try {
        find().setItem(key, text);
      } catch {
        // Blocked or full.
      }
    },
    remove(key) {
      memory.delete(key);
      try {
        find().removeItem(key);
      } catch {
        // Blocked: there was nothing.
      }
    },
  };
}

/** Until the tab is closed: the conversation. */
export const tab = place(() => window.sessionStorage);
/** On this device: how the chat looks. Nothing about the person. */
export const device = place(() => window.localStorage);
