// Every form of the page, sent without leaving it. What was not taken stays in its box, and is sent under the same key again.

import { signedOut } from "./signed_out.js";

const token = document.body.dataset.formToken;

export async function post(path, form) {
  const answer = await fetch(path, {
    method: "POST",
    body: form,
    headers: { Accept: "application/json", "X-Form-Token": token },
  });
  if (answer.status === 401) signedOut();
  const body = answer.status === 204 ? {} : await answer.json();
  if (!answer.ok) throw new Error(body.error ?? "That did not work. Please try again.");
  return body;
}

const CUT_OFF = "Not sent: there is no connection. Your words are still here. Try again.";

function words(error) {
  // A failed fetch is a TypeError whose text differs from browser to browser.
  return error instanceof TypeError ? CUT_OFF : error.message;
}

async function sayIt(form) {
  const box = form.elements.text;
  const key = form.elements.key;
  const problem = form.querySelector(".console-problem");
  if (!box.value.trim() || form.dataset.busy) return;
  form.dataset.busy = "yes";
  const sent = box.value;
  try {
    await post(form.action, new FormData(form));
    key.value = crypto.randomUUID();
    if (box.value === sent) box.value = "";
    problem.hidden = true;
    problem.textContent = "";
  } catch (error) {
    problem.textContent = words(error);
    problem.hidden = false;
  } finally {
    delete form.dataset.busy;
    box.focus();
  }
}

// A note may be kept as often as one likes; it stays in its box.
async function keepIt(form) {
  const place = form.querySelector("[data-kept]");
  place.textContent = "";
  try {
    await post(form.action, new FormData(form));
    form.elements.note.defaultValue = form.elements.note.value;
    place.textContent = "Kept.";
  } catch (error) {
    place.textContent = error instanceof TypeError ? "Not kept: there is no connection. Try again." : error.message;
  }
}

async function step(form, say) {
  if (form.dataset.confirm && !confirm(form.dataset.confirm)) return;
  try {
    await post(form.action, new FormData(form));
    say("");
  } catch (error) {
    say(words(error));
  }
}

export function setUpSending(say) {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-say]")) {
      event.preventDefault();
      void sayIt(form);
    } else if (form.matches("[data-keep]")) {
      event.preventDefault();
      void keepIt(form);
    } else if (form.matches("[data-step]")) {
      event.preventDefault();
      void step(form, say);
    }
  });
  document.addEventListener("keydown", (event) => {
    const box = event.target;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && box.matches?.("[data-say] textarea")) {
      event.preventDefault();
      box.form.requestSubmit();
    }
  });
}
