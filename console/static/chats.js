// The chats side by side. A pane is shown anew only when its chat has come or ended, or the parent has said their name;
// what somebody is writing goes along, so that a draft is never lost.

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

// What is being written in one pane goes on in the other, at the same place in it.
function carryOver(from, to) {
  for (const box of from.querySelectorAll("textarea")) {
    const next = to.querySelector(`textarea[name="${box.name}"]`);
    if (!next || box.value === box.defaultValue) continue;
    next.value = box.value;
    next.setSelectionRange(box.selectionStart, box.selectionEnd);
    // A message that may have got through keeps its key.
    if (box.form.elements.key && next.form.elements.key) next.form.elements.key.value = box.form.elements.key.value;
  }
  for (const part of to.querySelectorAll("details")) {
    const name = Object.keys(part.dataset)[0];
    part.open ||= [...from.querySelectorAll("details[open]")].some((one) => name in one.dataset);
  }
}

function toTheEnd(log) {
  log.scrollTop = log.scrollHeight;
}

// What had the focus, in the pane that takes its place.
function again(pane, active) {
  return active.id ? pane.querySelector(`#${CSS.escape(active.id)}`) : null;
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
  for (const { id, html } of wanted) {
    const before = document.getElementById(`chat-${id}`);
    const pane = paneOf(html);
    if (before?.dataset.shown === pane.dataset.shown) continue;
    const active = document.activeElement;
    const isHere = before?.contains(active) || active === document.body;
    if (before) carryOver(before, pane);
    if (before) before.replaceWith(pane);
    else chats.append(pane);
    open(pane);
    if (isHere) (again(pane, active) ?? pane.querySelector("[data-say] textarea") ?? pane).focus();
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
