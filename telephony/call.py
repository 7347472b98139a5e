"""One turn of a call: what is said next, and what happens when a caller is not heard or not understood."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from hub import people, safety
from hub.conversation import Message, Turn
from hub.memory import MemoryUnavailableError
from hub.outcomes import Outcome
from hub.rendering import rendered
from telephony import opinions, text_me, wording
from telephony.callers import call_key, conversation_of_call, reachable
from telephony.hints import hints
from telephony.keypad import HELPED_KEY, MENU, PERSON, Pressed, pressed
from telephony.line import Telephony
from telephony.opinions import Rating
from telephony.place import At, Place
from telephony.speech import Listening, Said, hang_up, listen

log = structlog.get_logger()

# People need time to think; once they have spoken, the answer comes at the first pause.
SECONDS, SECONDS_AFTER_CRISIS, SECONDS_AFTER_BYE = 7, 12, 4
_NOT_UNDERSTOOD = frozenset((Outcome.ASKED_AGAIN, Outcome.DID_NOT_KNOW, Outcome.UNREADABLE))
_AGAIN = re.compile(
    r"\b(?:again|repeat|slower|slowly|pardon|what (?:was|were|is|are) (?:that|it|the|those) ?(?:numbers?)?|say (?:that|it)|"
    r"missed (?:that|it)|did(?:n['’]?t| not) (?:catch|get|hear))\b|^(?:sorry|what)\W*$",
    re.IGNORECASE,
)
_FEW_WORDS = 8
_PHONE_NUMBER = re.compile(r"\b(?:phone number|four digits)\b", re.IGNORECASE)
_IN_CRISIS: frozenset[At] = frozenset(("crisis", "check"))


@dataclass(frozen=True)
class _Next:
    """What is said, and where the call stands then; None where it is over. ``is_news``: it is what * repeats."""

    said: tuple[Said, ...]
    place: Place | None
    is_news: bool = True


class Call:
    """A call of Twilio's. ``number`` is the caller's, E.164, None where it is withheld."""

    def __init__(self, telephony: Telephony, sid: str, number: str | None) -> None:
        self._telephony, self._number = telephony, number
        secret = telephony.doors.secret
        self.key, self._conversation = call_key(secret, sid), conversation_of_call(secret, sid)

    async def greeting(self) -> str:
        """Say who is there, and listen."""
        return await self._twiml(_Next((wording.GREETING,), Place(1)))

    async def answer(self, speech: str, keys: str, place: Place) -> str:
        """The TwiML for what was said or keyed at a place of the call."""
        if keys and not (speech and safety.screen(speech)):
            key = pressed(keys, place.at, asks=bool(place.asks))
            answer = await (self._heard(key.words, place) if key.does == "say" else self._key(key, place))
        elif speech:
            answer = await self._spoken(speech, place)
        else:
            answer = await self._silence(place)
        return await self._twiml(answer)

    async def _spoken(self, words: str, place: Place) -> _Next:
        """The crisis numbers again are not for Rasa, which has not seen them; nor is a text to the caller."""
        if safety.screen(words) is not None:
            return await self._heard(words, place)
        few = len(words.split()) <= _FEW_WORDS
        if place.at in _IN_CRISIS and few and safety.check_answer(words) is None and _AGAIN.search(words):
            return await self._again(place)
        if place.at == "answer" and few and text_me.asks_for_it(words):
            return await self._text(place)
        if place.at == "rate" and (rating := opinions.spoken_rating(words)):
            return await self._rated(rating, place)
        if place.at == "comment":
            kept = await opinions.keep_comment(self._telephony, self._conversation, "voice", words)
            return _Next((wording.THANKS_AND_GOODBYE if kept else wording.RATING_NOT_KEPT,), place.then("bye"))
        return await self._heard(words, place)

    async def _key(self, key: Pressed, place: Place) -> _Next:
        if key.does == "again":
            return await self._again(place)
        if key.does == "ask":
            return _Next((wording.ASK,), place.then(""))
        if key.does == "text":
            return await self._text(place)
        if key.does == "helped":
            return await self._helped(place, helped=key.words == HELPED_KEY)
        if key.does == "rate":
            return await self._rated(int(key.words), place)
        again = await self._again(place)
        return _Next((wording.NO_SUCH_KEY, *again.said), again.place, is_news=False)

    async def _again(self, place: Place, missed: int = 0) -> _Next:
        """The last words once more, slowly."""
        said = await self._last_words()
        if not said:
            said = (wording.DANGER,) if place.at in _IN_CRISIS else (wording.NOTHING_TO_REPEAT,)
        slowly = tuple(Said(one.text, slow=True) for one in said)
        return _Next(slowly, place.then(place.at, missed, asks=place.asks), is_news=False)

    async def _helped(self, place: Place, *, helped: bool) -> _Next:
        kept = await opinions.keep_helped(self._telephony, self._conversation, "voice", place.asks, helped=helped)
        return _Next((wording.THANKS_FOR_TELLING if kept else wording.NOT_KEPT,), place.then(""))

    async def _rated(self, rating: int, place: Place) -> _Next:
        kept = await opinions.keep_rating(self._telephony, self._conversation, "voice", Rating(rating, ""))
        return _Next((wording.WHY,), place.then("comment")) if kept else _Next((wording.RATING_NOT_KEPT,), None)

    async def _heard(self, words: str, place: Place) -> _Next:
        """Words for the conversation, and what it says."""
        message = Message(self._conversation, "voice", words, self._telephony.now(), caller=reachable(self._number))
        turn = await self._telephony.doors.turn(message)
        if turn.crisis is not None:
            return _crisis(turn, place)
        if any(reply.forgets for reply in turn.replies):
            await self._forget()
        if turn.outcome in _NOT_UNDERSTOOD and place.missed:
            if place.missed == 1:
                return _Next((wording.STILL_NOT_UNDERSTOOD, Said(MENU)), place.then("menu", 2))
            if words != PERSON:
                return await self._heard(PERSON, Place(place.turn))
        missed = 1 if turn.outcome in _NOT_UNDERSTOOD else 0
        at, further = await self._stands(turn, place)
        slow = turn.intent == "repeat_slower"
        said = [Said(text, slow=slow) for text in rendered(turn.replies, "voice")]
        asks = opinions.asked_about(turn) or ""
        if asks:
            further = (*further, wording.DID_IT_HELP)
        return _Next((*said, *further), place.then(at, missed, asks=asks))

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

    async def _silence(self, place: Place) -> _Next:
        missed = place.missed + 1
        if place.at in {"bye", "rate", "comment"}:
            return _Next((), None)
        if place.at in _IN_CRISIS:
            if missed > 2:
                return _Next((wording.DANGER, wording.GOODBYE_IN_CRISIS), None)
            return await self._again(place, missed)
        if missed > 2:
            now, settings = self._telephony.now(), self._telephony.doors.settings
            reach = people.person(settings, now).text_for("voice")
            return _Next((wording.STILL_NOT_HEARD, Said(reach), wording.GOODBYE), None)
        if missed == 2:
            return _Next((wording.STILL_NOT_HEARD, Said(MENU)), place.then("menu", missed))
        if place.at in {"question", "number"}:
            again = await self._again(place, missed)
            return _Next((wording.NOT_HEARD, *again.said), again.place, is_news=False)
        return _Next((wording.TAKE_YOUR_TIME,), place.then(place.at, missed, asks=place.asks), is_news=False)

    async def _text(self, place: Place) -> _Next:
        said = await text_me.queue(self._telephony, self.key, reachable(self._number), place.turn)
        return _Next((said,), place.then(""))

    async def _twiml(self, answer: _Next) -> str:
        voice = self._telephony.doors.environment.twilio_voice
        if answer.place is None:
            return hang_up(answer.said, voice)
        if answer.is_news:
            await self._keep(answer.said)
        at = answer.place.at
        seconds = {"crisis": SECONDS_AFTER_CRISIS, "check": SECONDS_AFTER_CRISIS, "bye": SECONDS_AFTER_BYE}
        how = Listening(answer.place.address, seconds.get(at, SECONDS), hints(), one_key=at != "number")
        return listen(answer.said, how, voice)

    async def _keep(self, said: Sequence[Said]) -> None:
        try:
            await self._telephony.memory.put(self.key, {"said": json.dumps([one.text for one in said])})
        except MemoryUnavailableError as error:
            log.warning("line_not_remembered", error=type(error).__name__, detail=str(error))

    async def _last_words(self) -> tuple[Said, ...]:
        try:
            [kept] = await self._telephony.memory.get(self.key, "said")
        except MemoryUnavailableError:
            return ()
        return tuple(map(Said, json.loads(kept))) if kept else ()

    async def _forget(self) -> None:
        try:
            await self._telephony.memory.forget(self.key)
        except MemoryUnavailableError as error:
            log.warning("line_not_remembered", error=type(error).__name__, detail=str(error))


def _crisis(turn: Turn, place: Place) -> _Next:
    """The numbers first and slowly, whatever else the turn says after them."""
    texts = rendered(turn.replies, "voice")
    said = [Said(text, slow=reply.kind == "crisis") for reply, text in zip(turn.replies, texts, strict=True)]
    if turn.crisis is not None and turn.crisis.level == "act_now":
        return _Next((*said, wording.PERSON_AFTER_CRISIS), place.then("crisis"))
    if len(said) > 1:
        said.append(wording.IN_DANGER_STILL)
    return _Next(tuple(said), place.then("check"))
