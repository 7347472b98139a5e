// The chats page, live: what the server says, put into the page without taking away what somebody is typing or where they are.
import { alertFor, setUpAlerts } from "./alerts.js";
import { appendLines, reconcile } from "./chats.js";
import { setUpPresence, showPresence } from "./presence.js";
import { setUpReplies } from "./replies.js";
import { setUpSending } from "./sending.js";
import { linesShown, setUpSigns, showSign } from "./signs.js";
import { signedOut } from "./signed_out.js";

const chats = document.getElementById("chats");
const queue = document.getElementById("queue");
const trouble = document.getElementById("trouble");

function say(problem) {
  trouble.textContent = problem;
  trouble.hidden = !problem;
}

// The list is shown anew; whoever was on one of its buttons stays on it.
function showQueue({ html, calls }) {
  const key = queue.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  queue.innerHTML = html;
  if (key) queue.querySelector(`[data-key="${key}"]`)?.focus();
  alertFor(calls);
}

function listen() {
  const stream = new EventSource("/console/events");
  const on = (name, use) => stream.addEventListener(name, (event) => use(JSON.parse(event.data)));
  stream.addEventListener("open", () => say(""));
  stream.addEventListener("error", () => {
    say("The connection is interrupted. Trying again; nothing that was sent is lost.");
    // A browser does not come back by itself after an answer that was no stream.
    if (stream.readyState === EventSource.CLOSED) setTimeout(lookIn, 3000);
  });
  on("queue", showQueue);
  on("chats", (event) => reconcile(chats, event.chats));
  on("lines", (event) => {
    appendLines(event.chat, event.lines);
    linesShown(event.chat, event.lines);
  });
  on("sign", showSign);
  on("presence", (event) => showPresence(event.presence));
  on("trouble", () => say("The database does not answer. Trying again."));
  on("signed_out", () => {
    stream.close();
    signedOut();
  });
}

// Signed out meanwhile, or only cut off?
async function lookIn() {
  try {
    const answer = await fetch("/console/replies", { headers: { Accept: "application/json" } });
    if (answer.status === 401) return signedOut();
  } catch {
    // Still cut off.
  }
  listen();
}

setUpAlerts();
setUpPresence(say);
setUpSending(say);
setUpReplies();
reconcile(chats);
setUpSigns(chats);
listen();
