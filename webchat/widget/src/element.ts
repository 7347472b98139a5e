// <neurodiversity-hub-chat>: puts the parts together in a shadow root, where the host page's styles do not reach.

import { type About, Api, type Choice } from "./api";
import { AskView } from "./ask_view";
import { Conversation, type Turn } from "./conversation";
import { h } from "./dom";
import { Frame, type Mode } from "./frame";
import { keepLook, type Look, readLook } from "./look";
import { noticeView } from "./notice_view";
import { optionsView } from "./options_view";
import { wasReloaded } from "./places";
import { stopReading } from "./read_aloud";
import { watchStart } from "./starting";
import { StatusView } from "./status_view";
import styles from "./styles.css?inline";
import { saveFile, transcript } from "./take_away";
import { TalkView } from "./talk_view";
import { words } from "./words";

export class NeurodiversityHubChat extends HTMLElement {
  /** Where the script came from: the server that answers, unless the `server` attribute names another. */
  static origin = "";

  #root: ShadowRoot | null = null;
  #conversation!: Conversation;
  #frame!: Frame;
  #talk!: TalkView;
  #ask!: AskView;
  #look: Look = readLook();
  #about: About | null = null;
  #asked = false;
  #notice = h("div", {});
  #starting = h("p", { class: "starting" });
  #status = new StatusView();

  connectedCallback(): void {
    if (!this.#root) this.#build();
    document.addEventListener("keydown", this.#key);
    window.addEventListener("online", this.#online);
    window.addEventListener("pagehide", this.#away);
    window.addEventListener("pageshow", this.#back);
    this.#conversation.attach();
  }

  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.#key);
    window.removeEventListener("online", this.#online);
    window.removeEventListener("pagehide", this.#away);
    window.removeEventListener("pageshow", this.#back);
    this.#away();
  }

  get #mode(): Mode {
    const mode = this.getAttribute("mode");
    return mode === "inline" || mode === "page" ? mode : "floating";
  }

  #build(): void {
    const server = (this.getAttribute("server") || NeurodiversityHubChat.origin).replace(/\/+$/, "");
    this.#frame = new Frame(this.#mode, {
      open: () => this.#open(),
      close: () => this.#close(),
      leave: () => this.#leave(),
      options: () => this.#toggleOptions(),
    });
    this.#conversation = new Conversation(new Api(server), {
      changed: (turn, here) => this.#changed(turn, here),
      ended: () => this.#clear(words.ended),
    });
    this.#talk = new TalkView({
      server,
      heading: `h${this.#frame.level + 1}`,
      choose: (choice) => this.#choose(choice),
      say: (status) => this.#status.say(status),
      tell: (turn, helpful) => this.#conversation.tell(turn, helpful),
      again: (turn) => {
        this.#focusOn(turn);
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
    this.#frame.scroller.append(this.#starting, this.#notice, this.#talk.history, this.#talk.log, this.#status.view);
    this.#frame.panel.append(this.#ask.view);
    this.#showLook();

    // A style sheet object passes a strict style-src, which a <style> element would not.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    this.#root = this.attachShadow({ mode: "open" });
    this.#root.adoptedStyleSheets = [sheet];
    this.#root.append(this.#frame.view);

    this.#talk.restore(this.#conversation.turns);
    this.#ask.text = this.#conversation.draft;
    this.#showNotice();
    this.#showStarted();
    if (!this.#frame.floating) this.#prepare();
    else if (this.#conversation.open && wasReloaded()) this.#show();
    else this.#hide();
  }

  // ---- opening and closing

  #open(): void {
    this.#show();
    this.#frame.title.focus({ preventScroll: true });
  }

  #show(): void {
    this.#frame.shown = true;
    this.#conversation.open = true;
    this.#conversation.keep();
    this.#prepare();
    const last = this.#conversation.turns.at(-1);
    if (last) this.#frame.scrollTo(this.#turnElement(last));
  }

  #hide(): void {
    this.#frame.shown = false;
    this.#conversation.open = false;
  }

  #close(): void {
    const inside = this.#root?.activeElement;
    this.#hide();
    stopReading();
    this.#conversation.keep();
    if (inside) this.#frame.launcher.focus({ preventScroll: true });
  }

  #key = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
    const inside = this.#root?.activeElement;
    if (this.#frame.options.firstChild && inside) this.#toggleOptions();
    else if (this.#frame.floating && this.#frame.shown) this.#close();
  };

  /** Ask the server once for what the operator has set; the notice stands without it. Go on with what had no answer. */
  #prepare(): void {
    if (this.#asked) return;
    this.#asked = true;
    const { api } = this.#conversation;
    void api.line.open();
    this.#conversation.resume();
    if (this.#mode === "page") void watchStart(api.server, (text) => this.#starting.replaceChildren(text));
    void api.about().then((about) => {
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
    if (turn) this.#focusOn(turn);
  }

  #focusOn(turn: Turn): void {
    this.#turnElement(turn).querySelector<HTMLElement>(".you")?.focus({ preventScroll: true });
  }

  #send(text: string): Turn | null {
    stopReading();
    const turn = this.#conversation.send(text);
    if (turn) this.#frame.scrollTo(this.#turnElement(turn));
    return turn;
  }

  #changed(turn: Turn, here: boolean): void {
    const view = this.#talk.show(turn, here);
    this.#status.follow(turn, this.#conversation.busy);
    this.#showStarted();
    if (here && turn === this.#conversation.turns.at(-1)) this.#frame.scrollTo(view);
  }

  #turnElement(turn: Turn): HTMLElement {
    return this.#talk.show(turn, true);
  }

  #showStarted(): void {
    this.#ask.answered = this.#conversation.turns.some((turn) => turn.state === "answered");
    this.#frame.started = this.#conversation.started;
  }

  #showNotice(): void {
    this.#notice.replaceChildren(noticeView(this.#about, this.#conversation.hours));
  }

  #online = (): void => this.#conversation.online();

  #away = (): void => {
    stopReading();
    this.#conversation.detach();
  };

  /** The browser shows the page as it was left. */
  #back = (event: PageTransitionEvent): void => {
    if (!event.persisted) return;
    this.#conversation.attach();
    if (this.#frame.shown) this.#conversation.resume();
  };

  // ---- options

  #toggleOptions(): void {
    const { options, optionsButton, level, mode } = this.#frame;
    const open = !options.firstChild;
    optionsButton.setAttribute("aria-expanded", String(open));
    if (!open) {
      options.replaceChildren();
      optionsButton.focus({ preventScroll: true });
      return;
    }
    const view = optionsView(`h${level + 1}`, {
      look: this.#look,
      hours: this.#conversation.hours,
      started: this.#conversation.started,
      chosen: () => {
        keepLook(this.#look);
        this.#showLook();
      },
      download: () => saveFile(words.transcriptFile, transcript(this.#conversation.turns, this.#conversation.api.server), options),
      end: () => this.#end(),
      close: () => this.#toggleOptions(),
    });
    options.replaceChildren(view);
    view.querySelector<HTMLElement>(".options-title")?.focus({ preventScroll: mode === "inline" });
  }

  #showLook(): void {
    Object.assign(this.#frame.view.dataset, this.#look);
  }

  #end(): void {
    this.#conversation.end();
    this.#toggleOptions();
    this.#clear(words.ended);
    this.#frame.title.focus({ preventScroll: true });
  }

  #clear(status: string): void {
    stopReading();
    this.#status.quiet();
    this.#talk.clear();
    this.#ask.text = "";
    this.#showStarted();
    this.#status.say(status);
  }

  /** Away at once: nothing of the chat stays, and the way back does not lead to this page. */
  #leave(): void {
    this.#conversation.open = false;
    this.#conversation.end();
    this.#clear("");
    this.#frame.view.hidden = true;
    const wanted = this.getAttribute("leave-url") ?? this.#about?.leave_url ?? "";
    window.location.replace(/^https?:\/\//i.test(wanted) ? wanted : "https://www.bbc.co.uk/weather");
  }
}
