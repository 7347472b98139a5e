"""One turn of a call: what is said next, and what happens when a caller is not heard or not understood.

The same over ``<Gather>`` (telephony/gather.py) and over ConversationRelay (telephony/relay_session.py).
"""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qsl

import structlog

from hub import people, safety
from hub.conversation import Message, Turn
from hub.memory import MemoryUnavailableError
from hub.outcomes import Outcome
from hub.rendering import rendered
from telephony import opinions, text_me, waiting, wording
from telephony.callers import call_key, conversation_of_call, reachable
from telephony.keypad import CALL_BACK, HELPED_KEY, MENU, PERSON, Pressed, pressed
from telephony.line import Telephony
from telephony.opinions import Rating
from telephony.place import At, Place
from telephony.speech import Said
from telephony.step import Step
from telephony.waiting import Waiting

log = structlog.get_logger()

# People need time to think; once they have spoken, the answer comes at the first pause.
SECONDS, SECONDS_AFTER_CRISIS, SECONDS_AFTER_BYE = 7, 12, 4
_NOT_UNDERSTOOD = frozenset((Outcome.ASKED_AGAIN, Outcome.DID_NOT_KNOW, Outcome.UNREADABLE))
_FEW_WORDS = 8
_PHONE_NUMBER = re.compile(r"\b(?:phone number|four digits)\b", re.IGNORECASE)
IN_CRISIS: frozenset[At] = frozenset(("crisis", "check"))


def patience(at: At) -> int:
    """How many seconds a caller may think where the call stands."""
    if at in IN_CRISIS:
        return SECONDS_AFTER_CRISIS
    if at == "wait":
        return waiting.SECONDS
    return SECONDS_AFTER_BYE if at == "bye" else SECONDS


class Call:
    """A call of Twilio's. ``number`` is the caller's, E.164, None where it is withheld; ``ours`` is the one they phoned."""

    def __init__(self, telephony: Telephony, sid: str, number: str | None, ours: str | None = None) -> None:
        self._telephony, self._number = telephony, number
        secret = telephony.doors.secret
        self.key, self._conversation = call_key(secret, sid), conversation_of_call(secret, sid)
        self.waiting = Waiting(telephony, self._conversation, sid, ours)

    async def greeting(self) -> Step:
        """Say who is there."""
        return await self._kept(Step((wording.GREETING,), Place(1)))

    async def answer(self, speech: str, keys: str, place: Place) -> Step:
        """What comes after what was said or keyed at a place of the call; after silence where both are empty."""
        if keys and not (speech and safety.screen(speech)):
            key = pressed(keys, place.at, asks=bool(place.asks))
            answer = await (self._heard(key.words, place) if key.does == "say" else self._key(key, place))
        elif speech:
            answer = await self._spoken(speech, place)
        else:
            answer = await self._silence(place)
        return await self._kept(answer)

    async def put_through(self) -> Step:
        """Twilio was told to ask anew, since the queue has news for whoever waits."""
        place = await self.stands()
        return await self._kept(await self.waiting.look(Place(place.turn, "wait")))

    async def after_conference(self, place: Place, *, failed: bool) -> Step:
        """The caller is back with us."""
        return await self._kept(await self.waiting.after(place, failed=failed))

    async def stands(self) -> Place:
        """Where the call stands, as far as that is kept; at its beginning where it is not."""
        [kept] = await self._remembered("place")
        return Place.read(dict(parse_qsl(kept or ""))) or Place(1)

    async def goes_on(self) -> Step:
        """After the line to us broke off: in a crisis the numbers again, otherwise an open question."""
        place = await self.stands()
        if place.at == "wait":
            return await self._kept(await self.waiting.look(Place(place.turn, "wait")))
        again = await self._again(place)
        if place.at in IN_CRISIS:
            return again
        if place.at in {"question", "number", "menu"}:
            return Step((wording.BROKE_OFF, *again.said), again.place, is_news=False)
        return Step((wording.BROKE_OFF, wording.ASK_OR_AGAIN), place.then(""), is_news=False)

    async def _spoken(self, words: str, place: Place) -> Step:
        """The crisis numbers again are not for Rasa, which has not seen them; nor is a text to the caller."""
        few = len(words.split()) <= _FEW_WORDS
        if place.at == "nobody" and safety.check_answer(words) == "yes" and few:
            return await self._heard(CALL_BACK, place)
        again = place.at in IN_CRISIS and safety.asks_again(words)
        texted = few and place.at == "answer" and text_me.asks_for_it(words)
        rating = opinions.spoken_rating(words) if place.at == "rate" else None
        # The conversation screens whatever it hears; only what it would not hear is screened here.
        if not (again or texted or rating or place.at == "comment") or safety.screen(words) is not None:
            return await self._heard(words, place)
        if rating:
            return await self._rated(rating, place)
        if place.at == "comment":
            kept = await opinions.keep_comment(self._telephony, self._conversation, "voice", words)
            return Step((wording.THANKS_AND_GOODBYE if kept else wording.RATING_NOT_KEPT,), place.then("bye"))
        return await (self._again(place) if again else self._text(place))

    async def _key(self, key: Pressed, place: Place) -> Step:
        if key.does == "again":
            return await self._again(place)
        if key.does == "ask":
            return Step((wording.ASK,), place.then(""))
        if key.does == "text":
            return await self._text(place)
        if key.does == "helped":
            return await self._helped(place, helped=key.words == HELPED_KEY)
        if key.does == "rate":
            return await self._rated(int(key.words), place)
        again = await self._again(place)
        return Step((wording.NO_SUCH_KEY, *again.said), again.place, is_news=False)

    async def _again(self, place: Place, missed: int = 0) -> Step:
        """The last words once more, slowly."""
        said = await self._last_words()
        if not said:
            said = (wording.DANGER,) if place.at in IN_CRISIS else (wording.NOTHING_TO_REPEAT,)
        slowly = tuple(Said(one.text, slow=True) for one in said)
        return Step(slowly, place.then(place.at, missed, asks=place.asks), is_news=False)

    async def _helped(self, place: Place, *, helped: bool) -> Step:
        kept = await opinions.keep_helped(self._telephony, self._conversation, "voice", place.asks, helped=helped)
        return Step((wording.THANKS_FOR_TELLING if kept else wording.NOT_KEPT,), place.then(""))

    async def _rated(self, rating: int, place: Place) -> Step:
        kept = await opinions.keep_rating(self._telephony, self._conversation, "voice", Rating(rating, ""))
        return Step((wording.WHY,), place.then("comment")) if kept else Step((wording.RATING_NOT_KEPT,), None)

    async def _heard(self, words: str, place: Place) -> Step:
        """Words for the conversation, and what it says."""
        message = Message(self._conversation, "voice", words, self._telephony.now(), caller=reachable(self._number))
        turn = await self._telephony.doors.turn(message)
        if turn.live is not None or (place.at == "wait" and turn.outcome is Outcome.LIMITED):
            # A caller who waits is answered by the queue; only the numbers of a crisis come first.
            first = _crisis(turn, place).said if turn.crisis else _told(turn)
            anew = turn.crisis is not None or words == PERSON
            return await self.waiting.look(Place(place.turn) if anew else place, first)
        if turn.crisis is not None:
            return _crisis(turn, place)
        if any(reply.forgets for reply in turn.replies):
            await self._forget()
        if turn.outcome in _NOT_UNDERSTOOD and place.missed:
            if place.missed == 1:
                return Step((wording.STILL_NOT_UNDERSTOOD, Said(MENU)), place.then("menu", 2))
            if words != PERSON:
                return await self._heard(PERSON, Place(place.turn))
        missed = 1 if turn.outcome in _NOT_UNDERSTOOD else 0
        at, further = await self._stands(turn, place)
        slow = turn.intent == "repeat_slower"
        said = [Said(text, slow=slow) for text in rendered(turn.replies, "voice")]
        asks = opinions.asked_about(turn) or ""
        if asks:
            further = (*further, wording.DID_IT_HELP)
        return Step((*said, *further), place.then(at, missed, asks=asks))

    async def _stands(self, turn: Turn, place: Place) -> tuple[At, tuple[Said, ...]]:
        """Where the call stands after a turn, and what is said about it."""
        last = turn.replies[-1]
        if last.asks and not last.buttons:
            return "number", (wording.KEY_AND_HASH,) if _PHONE_NUMBER.search(last.text_for("voice")) else ()
        if last.asks:
            return "question", ()
        if turn.intent == "goodbye":
            asked = await self._telephony.doors.once.may_ask_for_rating(self._conversation)
            return ("rate", (wording.HOW_WAS_IT,)) if asked else ("bye", ())
        offered = await text_me.keep(self._telephony, self.key, reachable(self._number), turn, place.turn)
        return ("answer", (wording.OFFER_TEXT,)) if offered else ("", ())

    async def _silence(self, place: Place) -> Step:
        if place.at == "wait":
            return await self.waiting.look(place)
        missed = place.missed + 1
        if place.at in {"bye", "rate", "comment"}:
            return Step((), None)
        if place.at in IN_CRISIS:
            if missed > 2:
                return Step((wording.DANGER, wording.GOODBYE_IN_CRISIS), None)
            return await self._again(place, missed)
        if missed > 2:
            now, settings = self._telephony.now(), self._telephony.doors.settings
            reach = people.person(settings, now).text_for("voice")
            return Step((wording.STILL_NOT_HEARD, Said(reach), wording.GOODBYE), None)
        if missed == 2:
            return Step((wording.STILL_NOT_HEARD, Said(MENU)), place.then("menu", missed))
        if place.at in {"question", "number"}:
            again = await self._again(place, missed)
            return Step((wording.NOT_HEARD, *again.said), again.place, is_news=False)
        return Step((wording.TAKE_YOUR_TIME,), place.then(place.at, missed, asks=place.asks), is_news=False)

    async def _text(self, place: Place) -> Step:
        said = await text_me.queue(self._telephony, self.key, reachable(self._number), place.turn)
        return Step((said,), place.then(""))

    async def _kept(self, step: Step) -> Step:
        """The step, after its words and its place are kept."""
        waits = step.place is not None and step.place.at == "wait"
        if step.place is not None and (step.is_news or waits):
            # Of somebody who waits the place goes on, even while nothing is said.
            kept = {"place": step.place.query}
            if step.is_news:
                kept["said"] = json.dumps([one.text for one in step.said])
            try:
                await self._telephony.memory.put(self.key, kept)
            except MemoryUnavailableError as error:
                log.warning("line_not_remembered", error=type(error).__name__, detail=str(error))
        return step

    async def _last_words(self) -> tuple[Said, ...]:
        [kept] = await self._remembered("said")
        return tuple(map(Said, json.loads(kept))) if kept else ()

    async def _remembered(self, name: str) -> list[str | None]:
        try:
            return await self._telephony.memory.get(self.key, name)
        except MemoryUnavailableError:
            return [None]

    async def _forget(self) -> None:
        try:
            await self._telephony.memory.forget(self.key)
        except MemoryUnavailableError as error:
            log.warning("line_not_remembered", error=type(error).__name__, detail=str(error))


def _told(turn: Turn) -> tuple[Said, ...]:
    return tuple(Said(text) for text in rendered(turn.replies, "voice") if text)


def _crisis(turn: Turn, place: Place) -> Step:
    """The numbers first and slowly, whatever else the turn says after them."""
    texts = rendered(turn.replies, "voice")
    said = [Said(text, slow=reply.kind == "crisis") for reply, text in zip(turn.replies, texts, strict=True)]
    if turn.crisis is not None and turn.crisis.level == "act_now":
        return Step((*said, wording.PERSON_AFTER_CRISIS), place.then("crisis"))
    if len(said) > 1:
        said.append(wording.IN_DANGER_STILL)
    return Step(tuple(said), place.then("check"))
