// The size budget: what a parent on a phone has to download before the chat can open.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUDGET = 35 * 1024;
const file = new URL("../dist/neurodiversity-hub-chat.js", import.meta.url);
const size = gzipSync(readFileSync(file), { level: 9 }).length;
console.log(`neurodiversity-hub-chat.js: ${size} bytes gzipped of at most ${BUDGET}`);
if (size > BUDGET) {
  console.error("The chat widget is over its size budget: see docs/widget.md.");
  process.exit(1);
}
