// Defines the element. Where the page has the script tag alone, the chat is put at its end, as a floating button.

import { NeurodiversityHubChat } from "./element";

const NAME = "neurodiversity-hub-chat";
const script = document.currentScript as HTMLScriptElement | null;

if (!customElements.get(NAME)) {
  NeurodiversityHubChat.origin = new URL(script?.src || document.baseURI).origin;
  customElements.define(NAME, NeurodiversityHubChat);
  const place = (): void => {
    if (!document.querySelector(NAME)) document.body.append(document.createElement(NAME));
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", place);
  else place();
}
