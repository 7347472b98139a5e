// A sound and the tab's title when somebody new waits. Whether there is a sound is remembered on this device.

const KEY = "hub-console-sound";
const title = document.title;
const announcement = document.getElementById("announcement");
let known;
let audio;

function remembered() {
  try {
    return localStorage.getItem(KEY) === "on";
  } catch {
    return false;
  }
}

function remember(on) {
  try {
    localStorage.setItem(KEY, on ? "on" : "off");
  } catch {
    // Storage is switched off: it holds until the page is left.
  }
}

// Two short soft tones, made here, so that nothing has to be loaded.
function sound() {
  audio ??= new AudioContext();
  void audio.resume();
  [660, 880].forEach((pitch, index) => {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    const start = audio.currentTime + index * 0.18;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.15, start);
    volume.gain.exponentialRampToValueAtTime(0.001, start + 0.16);
    tone.connect(volume).connect(audio.destination);
    tone.start(start);
    tone.stop(start + 0.17);
  });
}

export function setUpAlerts() {
  const box = document.getElementById("sound");
  box.checked = remembered();
  document.getElementById("alerts").hidden = false;
  box.addEventListener("change", () => {
    remember(box.checked);
    if (box.checked) sound();
  });
  // Browsers let a page sound only after somebody has used it.
  document.addEventListener("pointerdown", () => box.checked && (audio ??= new AudioContext()), { once: true });
}

// `calls` are those who wait now. Those who waited when the page was opened are no news.
export function alertFor(calls) {
  document.title = calls.length ? `(${calls.length}) waiting – ${title}` : title;
  const fresh = known ? calls.filter((id) => !known.has(id)) : [];
  known = new Set(calls);
  if (!fresh.length) return;
  announcement.textContent = fresh.length === 1 ? "Somebody new waits." : `${fresh.length} new people wait.`;
  document.body.dataset.alerts = String(Number(document.body.dataset.alerts ?? 0) + 1);
  if (document.getElementById("sound").checked) sound();
}
