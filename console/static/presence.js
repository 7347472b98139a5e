// What the handler says of themselves, and the heartbeat that shows that this page is open.
import { post } from "./sending.js";

const HEARTBEAT_MS = 15_000;
const form = document.getElementById("presence");
const said = document.getElementById("presence-said");
const WORDS = { available: "You are available.", busy: "You are busy.", away: "You are away. Nobody is offered to you." };
let saying = false;

// As the server knows it. While the handler is saying something else, what it knew before is no news.
export function showPresence(presence) {
  const radio = form.elements.presence;
  if (saying || radio.value === presence) return;
  radio.value = presence;
  said.textContent = WORDS[presence];
}

async function beat(presence) {
  const body = new FormData();
  if (presence) body.set("presence", presence);
  return post("/console/presence", body);
}

export function setUpPresence(say) {
  form.addEventListener("change", async () => {
    saying = true;
    try {
      const { presence } = await beat(form.elements.presence.value);
      form.elements.presence.value = presence;
      said.textContent = WORDS[presence];
      say("");
    } catch {
      say("What you are was not kept. Please try again.");
    } finally {
      saying = false;
    }
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  // The stream says it where the connection is gone.
  setInterval(() => beat().catch(() => {}), HEARTBEAT_MS);
}
