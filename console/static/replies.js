// Canned replies: the handler searches the guidance, and puts an article's short words into their own box, to be changed and sent.

function entry(reply, box) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  const words = document.createElement("p");
  const use = document.createElement("button");
  item.className = "console-reply";
  link.className = "govuk-link";
  link.href = reply.address;
  link.target = "_blank";
  link.rel = "noopener";
  link.textContent = `${reply.title} (opens in a new tab)`;
  words.className = "govuk-body-s console-words";
  words.textContent = reply.caution ? `${reply.text}\n${reply.caution}` : reply.text;
  use.type = "button";
  use.className = "govuk-button govuk-button--secondary";
  use.textContent = `Use “${reply.title}”`;
  use.addEventListener("click", () => {
    box.value = box.value.trim() ? `${box.value.trimEnd()}\n\n${reply.text}` : reply.text;
    box.focus();
  });
  item.append(link, words, use);
  return item;
}

async function search(form) {
  const part = form.closest("[data-replies]");
  const said = part.querySelector("[data-said]");
  const box = part.closest("[data-chat]").querySelector("[data-say] textarea");
  said.textContent = "Searching …";
  try {
    const query = new URLSearchParams({ q: form.elements.q.value });
    const answer = await fetch(`/console/replies?${query}`, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.statusText);
    const { replies, said: words } = await answer.json();
    part.querySelector("[data-found]").replaceChildren(...replies.map((reply) => entry(reply, box)));
    said.textContent = words || (replies.length === 1 ? "1 article" : `${replies.length} articles`);
  } catch {
    said.textContent = "The guidance cannot be searched right now.";
  }
}

export function setUpReplies() {
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-search]")) return;
    event.preventDefault();
    void search(event.target);
  });
}
