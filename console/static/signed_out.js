// The session is over: to the sign-in page, unless words would be lost that nobody has sent yet.

const SIGN_IN = "/staff/sign-in?next=/console";
const trouble = document.getElementById("trouble");

export function signedOut() {
  const boxes = [...document.querySelectorAll("[data-say] textarea, [data-keep] textarea")];
  const drafts = boxes.some((box) => box.value.trim() && box.value !== box.defaultValue);
  if (!drafts) return location.assign(SIGN_IN);
  trouble.textContent = "You are signed out. Copy what you have written, then load this page again to sign in.";
  trouble.hidden = false;
}
