// One line under what was said: that the parent is typing, or has seen the last message. And the same told of this side.
import { post } from "./sending.js";

const TYPING_EVERY_MS = 4_000;
const told = new Map();
const typedAt = new Map();

const paneOf = (chat) => document.getElementById(`chat-${chat}`);

function lastLine(pane, kind = "") {
  return Number([...pane.querySelectorAll(`[data-sequence]${kind}`)].at(-1)?.dataset.sequence ?? 0);
}

// Nothing depends on a sign: one that is not taken is not sent again.
function tell(chat, sign) {
  const body = new FormData();
  for (const [name, value] of Object.entries(sign)) body.set(name, value);
  post(`/console/signs/${chat}`, body).catch(() => {});
}

function show(pane) {
  const place = pane.querySelector("[data-sign]");
  if (!place) return;
  const mine = lastLine(pane, ".console-line--handler");
  const types = Number(pane.dataset.typingUntil ?? 0) > Date.now();
  const seen = mine > 0 && Number(pane.dataset.seen ?? 0) >= mine;
  place.textContent = types ? `${place.dataset.who} is typing.` : seen ? `${place.dataset.who} has seen your last message.` : "";
}

export function showSign({ chat, seen, typing }) {
  const pane = paneOf(chat);
  if (!pane) return;
  pane.dataset.seen = String(Math.max(seen, Number(pane.dataset.seen ?? 0)));
  if (typing) {
    pane.dataset.typingUntil = String(Date.now() + typing * 1_000);
    setTimeout(() => show(pane), typing * 1_000 + 50);
  }
  show(pane);
}

// What the parent was typing has come.
export function linesShown(chat, lines) {
  const pane = paneOf(chat);
  if (!pane) return;
  if (lines.some(({ author }) => author === "parent")) delete pane.dataset.typingUntil;
  show(pane);
  tellSeen(pane);
}

function tellSeen(pane) {
  const { chat } = pane.dataset;
  const last = lastLine(pane);
  if (document.hidden || last <= (told.get(chat) ?? 0) || !pane.querySelector("[data-sign]")) return;
  told.set(chat, last);
  tell(chat, { seen: last });
}

export function setUpSigns(chats) {
  const tellAll = () => [...chats.children].forEach(tellSeen);
  document.addEventListener("visibilitychange", tellAll);
  tellAll();
  chats.addEventListener("input", ({ target }) => {
    if (!target.matches("[data-say] textarea") || !target.value.trim()) return;
    const { chat } = target.closest("[data-chat]").dataset;
    if (Date.now() - (typedAt.get(chat) ?? 0) < TYPING_EVERY_MS) return;
    typedAt.set(chat, Date.now());
    tell(chat, { typing: "true" });
  });
}
