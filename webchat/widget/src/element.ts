// <neurodiversity-hub-chat>: puts the parts together in a shadow root, where the host page's styles do not reach.

import { type About, Api, type Choice } from "./api";
import { AskView } from "./ask_view";
import { Conversation, type Turn } from "./conversation";
import { button, h } from "./dom";
import { keepLook, type Look, readLook } from "./look";
import { noticeView } from "./notice_view";
import { optionsView } from "./options_view";
import { stopReading } from "./read_aloud";
import styles from "./styles.css?inline";
import { saveFile, transcript } from "./take_away";
import { TalkView } from "./talk_view";
import { words } from "./words";

const SLOW = 8_000;

export class NeurodiversityHubChat extends HTMLElement {
  /** Where the script came from: the server that answers, unless the `server` attribute names another. */
  static origin = "";

  #root: ShadowRoot | null = null;
  #conversation!: Conversation;
  #talk!: TalkView;
  #ask!: AskView;
  #look: Look = readLook();
  #about: About | null = null;
  #asked = false;
  #slow = 0;

  #frame = h("section", { class: "hub", "aria-label": words.region });
  #launcher = button(words.open, "strong launcher", () => this.#open());
  #panel = h("div", { class: "panel", id: "panel" });
  #title!: HTMLElement;
  #notice = h("div", {});
  #options = h("div", { class: "options-place" });
  #optionsButton = button(words.options, "plain", () => this.#toggleOptions());
  #scroller = h("div", { class: "talk", role: "group", "aria-label": words.conversation, tabindex: "0" });
  #status = h("p", { class: "status small", role: "status" });

  connectedCallback(): void {
    if (!this.#root) this.#build();
    document.addEventListener("keydown", this.#key);
    window.addEventListener("online", this.#online);
    window.addEventListener("pagehide", this.#away);
  }

  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.#key);
    window.removeEventListener("online", this.#online);
    window.removeEventListener("pagehide", this.#away);
    stopReading();
  }

  get #mode(): "floating" | "inline" | "page" {
    const mode = this.getAttribute("mode");
    return mode === "inline" || mode === "page" ? mode : "floating";
  }

  get #floating(): boolean {
    return this.#mode === "floating";
  }

  #build(): void {
    const server = (this.getAttribute("server") || NeurodiversityHubChat.origin).replace(/\/+$/, "");
    const level = this.#mode === "page" ? 1 : 2;
    this.#conversation = new Conversation(new Api(server), (turn) => this.#changed(turn));
    this.#talk = new TalkView({
      server,
      heading: `h${level + 1}`,
      choose: (choice) => this.#choose(choice),
      say: (status) => this.#say(status),
      again: (turn) => {
        this.#turnElement(turn)?.querySelector<HTMLElement>(".you")?.focus({ preventScroll: true });
        this.#conversation.again(turn);
      },
    });
    this.#ask = new AskView(
      (text) => this.#send(text),
      (draft) => {
        this.#conversation.draft = draft;
        this.#conversation.keep();
      },
    );
    this.#title = h(`h${level}` as "h2", { id: "title", tabindex: "-1" }, words.title);
    this.#optionsButton.setAttribute("aria-expanded", "false");
    const tools = h("div", { class: "tools" }, button(words.leave, "leave", () => this.#leave()), this.#optionsButton);
    if (this.#floating) tools.append(button(words.close, "plain", () => this.#close()));
    this.#scroller.append(this.#notice, this.#talk.history, this.#talk.log, this.#status);
    this.#panel.append(h("div", { class: "top" }, this.#title, tools), this.#options, this.#scroller, this.#ask.view);
    if (this.#floating) {
      this.#panel.setAttribute("role", "dialog");
      this.#panel.setAttribute("aria-labelledby", "title");
      this.#launcher.setAttribute("aria-haspopup", "dialog");
      this.#frame.append(this.#launcher);
    }
    this.#frame.append(this.#panel);
    this.#frame.dataset["mode"] = this.#mode;
    this.#showLook();

    // A style sheet object passes a strict style-src, which a <style> element would not.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    this.#root = this.attachShadow({ mode: "open" });
    this.#root.adoptedStyleSheets = [sheet];
    this.#root.append(this.#frame);

    this.#talk.restore(this.#conversation.turns);
    this.#ask.text = this.#conversation.draft;
    this.#showNotice();
    this.#showAsk();
    if (!this.#floating) this.#prepare();
    else if (this.#conversation.open && wasReloaded()) this.#show();
    else this.#hide();
  }

  // ---- opening and closing

  #open(): void {
    this.#show();
    this.#title.focus({ preventScroll: true });
  }

  #show(): void {
    this.#panel.hidden = false;
    this.#launcher.hidden = true;
    this.#conversation.open = true;
    this.#conversation.keep();
    this.#prepare();
    const last = this.#conversation.turns.at(-1);
    if (last) this.#scrollTo(this.#turnElement(last));
  }

  #hide(): void {
    this.#panel.hidden = true;
    this.#launcher.hidden = false;
    this.#launcher.textContent = this.#conversation.started ? words.goOn : words.open;
    this.#conversation.open = false;
  }

  #close(): void {
    const inside = this.#root?.activeElement;
    this.#hide();
    stopReading();
    this.#conversation.keep();
    if (inside) this.#launcher.focus({ preventScroll: true });
  }

  #key = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
    const inside = this.#root?.activeElement;
    if (this.#options.firstChild && inside) this.#toggleOptions();
    else if (this.#floating && !this.#panel.hidden) this.#close();
  };

  /** Ask the server once for what the operator has set; the notice stands without it. */
  #prepare(): void {
    if (this.#asked) return;
    this.#asked = true;
    void this.#conversation.api.about().then((about) => {
      this.#about = about;
      if (!about) return;
      this.#conversation.hours = about.keeps_hours;
      this.#showNotice();
    });
  }

  // ---- talking

  #choose(choice: Choice): void {
    const turn = this.#send(choice.text);
    // The choice is spent: the focus goes to what it said, just above the answer.
    if (turn) this.#turnElement(turn)?.querySelector<HTMLElement>(".you")?.focus({ preventScroll: true });
  }

  #send(text: string): Turn | null {
    stopReading();
    const turn = this.#conversation.send(text);
    if (turn) this.#scrollTo(this.#talk.show(turn));
    return turn;
  }

  #changed(turn: Turn): void {
    const view = this.#talk.show(turn);
    window.clearTimeout(this.#slow);
    const failed = turn.state !== "waiting" && turn.state !== "answered";
    this.#say(this.#conversation.busy ? words.waiting : "");
    if (failed) this.#say(words[turn.state as "lost"], true);
    if (this.#conversation.busy) this.#slow = window.setTimeout(() => this.#say(words.stillWaiting), SLOW);
    this.#showAsk();
    if (turn === this.#conversation.turns.at(-1)) this.#scrollTo(view);
  }

  /** Tell a screen reader; `shown` where the page shows the same words elsewhere already. */
  #say(status: string, shown = false): void {
    this.#status.className = shown ? "hidden" : "status small";
    this.#status.textContent = status;
  }

  #showAsk(): void {
    this.#ask.answered = this.#conversation.turns.some((turn) => turn.state === "answered");
  }

  #showNotice(): void {
    this.#notice.replaceChildren(noticeView(this.#about, this.#conversation.hours));
  }

  #online = (): void => this.#conversation.online();

  #away = (): void => {
    stopReading();
    this.#conversation.keep();
  };

  // ---- options

  #toggleOptions(): void {
    const open = !this.#options.firstChild;
    this.#optionsButton.setAttribute("aria-expanded", String(open));
    if (!open) {
      this.#options.replaceChildren();
      this.#optionsButton.focus({ preventScroll: true });
      return;
    }
    const level = this.#mode === "page" ? "h2" : "h3";
    const view = optionsView(level, {
      look: this.#look,
      hours: this.#conversation.hours,
      started: this.#conversation.started,
      chosen: () => {
        keepLook(this.#look);
        this.#showLook();
      },
      download: () => saveFile(words.transcriptFile, transcript(this.#conversation.turns, this.#conversation.api.server), this.#options),
      end: () => this.#end(),
      close: () => this.#toggleOptions(),
    });
    this.#options.replaceChildren(view);
    view.querySelector<HTMLElement>(".options-title")?.focus({ preventScroll: this.#mode === "inline" });
  }

  #showLook(): void {
    Object.assign(this.#frame.dataset, this.#look);
  }

  #end(): void {
    this.#forget();
    this.#toggleOptions();
    this.#say(words.ended);
    this.#title.focus({ preventScroll: true });
  }

  #forget(): void {
    stopReading();
    window.clearTimeout(this.#slow);
    this.#conversation.end();
    this.#talk.clear();
    this.#ask.text = "";
    this.#showAsk();
  }

  /** Away at once: nothing of the chat stays, and the way back does not lead to this page. */
  #leave(): void {
    this.#forget();
    this.#conversation.open = false;
    this.#frame.hidden = true;
    const wanted = this.getAttribute("leave-url") ?? this.#about?.leave_url ?? "";
    window.location.replace(/^https?:\/\//i.test(wanted) ? wanted : "https://www.bbc.co.uk/weather");
  }

  // ---- places

  #turnElement(turn: Turn): HTMLElement {
    return this.#talk.show(turn);
  }

  /** Bring a turn's beginning to the top of the chat's own scrolling part. The host page is never moved. */
  #scrollTo(view: HTMLElement): void {
    if (this.#mode === "page") return view.scrollIntoView({ block: "start", behavior: "instant" });
    for (const scroller of [this.#scroller, this.#panel]) {
      if (scroller.scrollHeight <= scroller.clientHeight || getComputedStyle(scroller).overflowY === "visible") continue;
      scroller.scrollTop += view.getBoundingClientRect().top - scroller.getBoundingClientRect().top - 8;
      return;
    }
  }
}

/** Whether this is the same page once more, not another page of the website. */
function wasReloaded(): boolean {
  const [entry] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return entry?.type === "reload";
}
