// The chats side by side. A pane is shown anew only when its chat has come or ended, so that a draft is never lost.

const none = document.getElementById("no-chats");

function paneOf(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.firstElementChild;
}

function open(pane) {
  pane.querySelectorAll("[data-replies]").forEach((part) => (part.hidden = false));
  toTheEnd(pane.querySelector(".console-log"));
}

function toTheEnd(log) {
  log.scrollTop = log.scrollHeight;
}

// Makes the panes those of `wanted`; without it, only switches on what those of the page do with a script.
export function reconcile(chats, wanted) {
  if (wanted === undefined) {
    [...chats.children].forEach(open);
    return;
  }
  const ids = new Set(wanted.map((one) => String(one.id)));
  for (const pane of [...chats.children]) {
    if (!ids.has(pane.dataset.chat)) pane.remove();
  }
  for (const { id, state, html } of wanted) {
    const before = document.getElementById(`chat-${id}`);
    if (before?.dataset.state === state) continue;
    const pane = paneOf(html);
    const active = document.activeElement;
    const isHere = before?.contains(active) || active === document.body;
    if (before) before.replaceWith(pane);
    else chats.append(pane);
    open(pane);
    if (isHere) (pane.querySelector("textarea") ?? pane).focus();
  }
  none.hidden = wanted.length > 0;
}

// Adds what is new; what came twice is shown once.
export function appendLines(chat, lines) {
  const list = document.querySelector(`#chat-${chat} .console-lines`);
  if (!list) return;
  const log = list.parentElement;
  const wasAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  let last = Number(list.lastElementChild?.dataset.sequence ?? 0);
  for (const { sequence, html } of lines) {
    if (sequence <= last) continue;
    list.append(paneOf(html));
    last = sequence;
  }
  if (wasAtEnd) toTheEnd(log);
}
