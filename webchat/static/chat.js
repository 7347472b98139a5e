// Sends messages without reloading the page. Without this script the same form works, one page a message.
"use strict";

const talk = document.getElementById("talk");
const form = document.getElementById("ask");
const box = document.getElementById("text");
const conversation = document.getElementById("conversation");
const error = document.getElementById("error");
const progress = document.getElementById("progress");

function showError(text) {
  error.textContent = text;
  error.hidden = !text;
}

function addQuestion(text) {
  const bubble = document.createElement("div");
  bubble.className = "asked";
  const heading = document.createElement("h3");
  heading.className = "hidden";
  heading.textContent = "You";
  const words = document.createElement("p");
  words.textContent = text;
  bubble.append(heading, words);
  talk.append(bubble);
  bubble.scrollIntoView({ block: "start" });
}

let sending = false;

async function send(text) {
  if (sending || !text.trim()) return;
  sending = true;
  showError("");
  addQuestion(text);
  try {
    const response = await fetch("/", {
      method: "POST",
      headers: { "X-Requested-With": "fetch" },
      body: new URLSearchParams({ text, conversation: conversation.value }),
    });
    if (!response.ok) throw new Error(String(response.status));
    // The server renders every reply and escapes what people wrote.
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const turn = page.querySelector(".turn");
    conversation.value = turn.dataset.conversation;
    talk.append(document.adoptNode(turn));
    box.value = "";
  } catch {
    showError("Your message was not sent. Please try again.");
    box.value = text;
  } finally {
    sending = false;
    box.focus({ preventScroll: true });
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  send(box.value);
});

talk.addEventListener("submit", (event) => {
  event.preventDefault();
  send(event.submitter.value);
});

box.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    send(box.value);
  }
});

// While parts are still starting, say so.
async function watch() {
  try {
    const answer = await (await fetch("/readyz")).json();
    progress.hidden = answer.ready;
    if (answer.ready) return;
    progress.textContent = `The assistant is starting (${answer.step || "waiting for its parts"}). You can ask already. Until then answers are limited.`;
  } catch {
    progress.hidden = true;
  }
  setTimeout(watch, 3000);
}
watch();
