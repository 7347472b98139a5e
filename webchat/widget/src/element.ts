// <neurodiversity-hub-chat>: puts the parts together in a shadow root, where the host page's styles do not reach.

import { type About, Api, type Choice } from "./api";
import { AskView } from "./ask_view";
import { Conversation } from "./conversation";
import { h } from "./dom";
import { Frame, type Mode } from "./frame";
import { chosenLanguage, currentLanguage, direction, keepLanguage, languageChoices, speak } from "./language";
import { LiveChat } from "./live_chat";
import { keepLook, type Look, readLook } from "./look";
import { noticeView } from "./notice_view";
import { OptionsPlace } from "./options_place";
import type { OptionsActions } from "./options_view";
import { wasReloaded } from "./places";
import { ratingView, type Rate } from "./rating_view";
import { stopReading } from "./read_aloud";
import { watchStart } from "./starting";
import { StatusView } from "./status_view";
import styles from "./styles.css?inline";
import { saveFile, transcript } from "./take_away";
import { TalkView } from "./talk_view";
import type { Turn } from "./turn";
import { words } from "./words";

export class NeurodiversityHubChat extends HTMLElement {
  /** Where the script came from: the server that answers, unless the `server` attribute names another. */
  static origin = "";

  #root: ShadowRoot | null = null;
  #conversation!: Conversation;
  #frame!: Frame;
  #options!: OptionsPlace;
  #talk!: TalkView;
  #ask!: AskView;
  #live!: LiveChat;
  #look: Look = readLook();
  #about: About | null = null;
  #asked = false;
  /** Built once more, in another language: it was open before. */
  #reopens = false;
  #listening = new AbortController();
  #notice = h("div", {});
  #starting = h("p", { class: "starting" });
  #status = new StatusView();
  #rating = h("div", {});

  connectedCallback(): void {
    if (!this.#root) this.#build();
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    document.addEventListener("keydown", this.#key, { signal });
    document.addEventListener("visibilitychange", () => this.#live.seen(), { signal });
    window.addEventListener("online", () => this.#conversation.online(), { signal });
    window.addEventListener("pagehide", this.#away, { signal });
    window.addEventListener("pageshow", this.#back, { signal });
    this.#conversation.attach();
  }

  disconnectedCallback(): void {
    this.#listening.abort();
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
      options: () => this.#options.toggle(),
    });
    this.#options = new OptionsPlace(this.#frame, () => this.#optionsActions());
    this.#conversation = new Conversation(new Api(server, this.hasAttribute("drafts")), {
      changed: (turn, here) => this.#changed(turn, here),
      ended: () => this.#clear(words.ended),
      handed: () => this.#live.follow(),
      focus: () => this.#ask.focus(),
    });
    this.#talk = new TalkView({
      server,
      heading: `h${this.#frame.level + 1}`,
      choose: (choice) => this.#choose(choice),
      say: (status) => this.#status.say(status),
      rate: () => (this.#conversation.hasAsked("rating") ? null : this.#rate()),
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
        if (draft) this.#live.typing();
      },
    );
    this.#live = new LiveChat(this.#conversation.api, this.#conversation, () => this.#frame.shown);
    this.#frame.scroller.append(this.#starting, this.#notice, this.#talk.history, this.#talk.log, this.#rating, this.#status.view);
    this.#frame.panel.append(this.#live.view, this.#ask.view);
    this.#showLook();
    this.#frame.view.lang = currentLanguage();
    this.#frame.view.dir = direction(this.#about);

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
    else if (this.#conversation.open && (this.#reopens || wasReloaded())) this.#show();
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
    this.#live.seen();
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
    if (this.#options.isOpen && inside) this.#options.toggle();
    else if (this.#frame.floating && this.#frame.shown) this.#close();
  };

  /** Ask the server once for what the operator has set; the notice stands without it. Go on with what had no answer. */
  #prepare(): void {
    if (this.#asked) return;
    this.#asked = true;
    const { api } = this.#conversation;
    void api.line.open();
    this.#conversation.resume();
    this.#live.follow(true);
    if (this.#mode === "page") void watchStart(api.server, (text) => this.#starting.replaceChildren(text));
    void api.about().then((about) => {
      this.#about = about;
      if (!about || this.#speak(chosenLanguage())) return;
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
    this.#rating.replaceChildren();
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
    const { turns, live } = this.#conversation;
    this.#ask.answered = !live && turns.some((turn) => turn.state === "answered");
    this.#ask.handed = live !== null;
    this.#frame.started = this.#conversation.started;
  }

  #showNotice(): void {
    this.#notice.replaceChildren(noticeView(this.#about, this.#conversation.hours));
  }

  #away = (): void => {
    stopReading();
    this.#live.close();
    this.#conversation.detach();
  };

  /** The browser shows the page as it was left. */
  #back = (event: PageTransitionEvent): void => {
    if (!event.persisted) return;
    this.#conversation.attach();
    if (!this.#asked) return;
    this.#conversation.resume();
    this.#live.follow(true);
  };

  // ---- options

  #optionsActions(): Omit<OptionsActions, "close"> {
    const { turns, hours, started, api } = this.#conversation;
    return {
      look: this.#look,
      languages: languageChoices(this.#about),
      language: currentLanguage(),
      speak: (code) => {
        keepLanguage(code);
        this.#speak(code);
      },
      hours,
      started,
      chosen: () => {
        keepLook(this.#look);
        this.#showLook();
      },
      download: () => saveFile(words.transcriptFile, transcript(turns, api.server), this.#frame.options),
      end: () => this.#end(),
    };
  }

  /** Say everything in another language: the chat is built once more. Whether it was. */
  #speak(code: string): boolean {
    if (!this.#about || !speak(code, this.#about)) return false;
    const again = this.cloneNode(true) as NeurodiversityHubChat;
    const focused = this.#root?.activeElement !== null;
    again.#about = this.#about;
    again.#reopens = this.#frame.shown;
    this.replaceWith(again);
    if (focused) again.#frame.title.focus({ preventScroll: true });
    return true;
  }

  #showLook(): void {
    Object.assign(this.#frame.view.dataset, this.#look);
  }

  #end(): void {
    const rate = this.#conversation.mayAskForRating ? this.#rate() : null;
    this.#live.leave();
    this.#conversation.end();
    this.#options.toggle();
    this.#clear(words.ended);
    if (rate) this.#rating.replaceChildren(ratingView(rate, words.ratingAll, () => this.#skipRating()));
    this.#frame.title.focus({ preventScroll: true });
  }

  /** Tells about the conversation that there is now, also when it has gone from this browser. */
  #rate(): Rate | null {
    const { id, api } = this.#conversation;
    if (id === null) return null;
    return async (rating, comment) => {
      const replies = await api.rate(id, rating, comment);
      if (replies && this.#conversation.id === id) this.#conversation.asked("rating");
      return replies;
    };
  }

  #skipRating(): void {
    this.#rating.replaceChildren();
    this.#frame.title.focus({ preventScroll: true });
  }

  #clear(status: string): void {
    stopReading();
    this.#status.quiet();
    this.#talk.clear();
    this.#rating.replaceChildren();
    this.#live.follow();
    this.#ask.text = "";
    this.#showStarted();
    this.#status.say(status);
  }

  /** Away at once: nothing of the chat stays, and the way back does not lead to this page. */
  #leave(): void {
    this.#live.leave();
    this.#conversation.open = false;
    this.#conversation.end();
    this.#clear("");
    this.#frame.view.hidden = true;
    const wanted = this.getAttribute("leave-url") ?? this.#about?.leave_url ?? "";
    window.location.replace(/^https?:\/\//i.test(wanted) ? wanted : "https://www.bbc.co.uk/weather");
  }
}
