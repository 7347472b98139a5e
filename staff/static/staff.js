// Switches on what GOV.UK Frontend does with a script; without it every page works as plain HTML.
import { initAll } from "/staff/assets/govuk-frontend.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
