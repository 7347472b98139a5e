"""A call over ConversationRelay: its frames in, sentences out, with the same steps as over ``<Gather>``.

Twilio hears and speaks; here is decided when a turn begins, what of it is said, and when a silence has lasted too long.
Turns are answered in order. What a caller says while a turn is being answered takes its place: only the newest reply is
said, except that words for a crisis are never left out and never wait.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

import structlog

from hub import safety
from telephony import relay_frames, wording
from telephony.call import IN_CRISIS, Call, patience
from telephony.place import Place
from telephony.relay_frames import Dtmf, Error, Frame, Info, Interrupt, Prompt
from telephony.speech import Said, seconds_to_say, sentences
from telephony.step import Step

log = structlog.get_logger()

# An answer that takes longer is announced. Most take a tenth of this.
FILLER_SECONDS = 1.2
# Keys of a whole number come one by one; after this pause it is taken to be whole without #.
KEY_PAUSE_SECONDS = 3
# Who has begun to speak is not hurried; Twilio reports the end of it, as a rule.
SPEAKING_SECONDS = 30
# What can be said in one breath is far shorter; the safety screen reads this much in no time.
MOST_CHARACTERS, MOST_KEYS = 10_000, 40


class RelaySession:
    """A call that stands at ``place``. ``send`` sends a frame to Twilio, and does nothing once it is gone."""

    def __init__(self, call: Call, place: Place, send: Callable[[str], Awaitable[None]]) -> None:
        self._call, self._place, self._send = call, place, send
        self._turns = place.turn
        self._turn: asyncio.Task[None] | None = None
        self._answering: tuple[str, str] | None = None
        self._said: tuple[Said, ...] = (wording.GREETING,)
        self._keys = ""
        self._heard_at: float | None = None
        self._is_cut = self._is_over = False
        self._timer: asyncio.TimerHandle | None = None
        self._wait_for_answer(seconds_to_say(self._said))

    async def finish(self) -> None:
        """The socket is closed. A turn that is being answered ends as it would, unheard."""
        self._is_over = True
        self._stop_waiting()
        if self._turn is not None:
            await asyncio.wait({self._turn})

    async def take(self, frame: Frame) -> None:
        """Do what a frame asks for."""
        if self._is_over:
            return
        match frame:
            case Prompt(last=True, words=words) if words.strip():
                self._begin(words.strip()[:MOST_CHARACTERS], "")
            case Prompt() | Info(name="clientSpeaking", value="on"):
                self._wait(SPEAKING_SECONDS)
            case Dtmf(key=key):
                self._press(key)
            case Interrupt():
                self._is_cut = True
                self._wait_for_answer()
            case Info(name="agentSpeaking", value="on"):
                self._wait_for_answer(seconds_to_say(self._said))
            case Info(name="agentSpeaking" | "clientSpeaking", value="off"):
                self._wait_for_answer()
            case Error():
                log.error("relay_error")
                await self._hand_over("")
            case _:  # another setup, another kind of news
                pass

    def _press(self, key: str) -> None:
        """Keys of a whole number are collected; anywhere else each is an answer."""
        if self._place.at == "number":
            if key != "#":
                self._keys += key
            if key == "#" or len(self._keys) >= MOST_KEYS:
                self._end_of_keys()
            else:
                self._wait_for_answer()
        elif key != "#":
            self._begin("", key)

    def _end_of_keys(self) -> None:
        if self._keys:
            self._begin("", self._keys)

    def _begin(self, words: str, keys: str) -> None:
        """Answer what was said or keyed, or a silence. The same again while it is being answered is the same."""
        if self._answering == (words, keys):
            return
        self._stop_waiting()
        self._is_cut, self._keys = True, ""
        self._turns += 1
        self._heard_at = time.perf_counter()
        self._answering = (words, keys)
        self._turn = asyncio.create_task(self._answer(words, keys, self._turns, self._turn))

    async def _answer(self, words: str, keys: str, count: int, before: asyncio.Task[None] | None) -> None:
        if before is not None and not before.done() and not _is_crisis(words):
            await asyncio.wait({before})
        place = replace(self._place, turn=count)
        try:
            step = await self._step(words, keys, place)
        except Exception as error:  # noqa: BLE001 (the call goes on over Gather; an error's text could carry what was said)
            log.error("relay_failed", error=type(error).__name__)
            await self._hand_over("")
            return
        is_newest = count == self._turns
        if is_newest:
            self._answering = None
        if step.place is not None and step.place.at == "wait" and not _is_crisis(words):
            # The conference is Gather's: Twilio takes no other way into it. What the queue says is said there.
            if is_newest:
                await self._hand_over(replace(step.place, missed=0).query)
            return
        if step.place is None:
            if is_newest:
                # Twilio would cut a goodbye short at the end of the session, so Gather's TwiML says it.
                await self._hand_over(place.query)
            return
        if is_newest or step.place.at in IN_CRISIS:
            self._place, self._said = step.place, step.said
            await self._say(step.said, last=True)
        if is_newest:
            self._wait_for_answer(seconds_to_say(step.said))

    async def _step(self, words: str, keys: str, place: Place) -> Step:
        """What comes next; where that takes long, something human is said meanwhile, but nothing before crisis numbers."""
        work = asyncio.ensure_future(self._call.answer(words, keys, place))
        done, _ = await asyncio.wait({work}, timeout=FILLER_SECONDS)
        if not done and place.turn == self._turns and not _is_crisis(words):
            await self._say((wording.LOOKING,), last=False)
        return await work

    async def _say(self, said: Sequence[Said], *, last: bool) -> None:
        """Sentence by sentence, until the caller breaks in."""
        self._is_cut = False
        tokens = sentences(said)
        for place, token in enumerate(tokens, 1):
            if self._is_cut or self._is_over:
                return
            await self._send(relay_frames.text(token, last=last and place == len(tokens)))
            if self._heard_at is not None:
                log.info("relay_first_token", ms=round((time.perf_counter() - self._heard_at) * 1000, 1))
                self._heard_at = None
            await asyncio.sleep(0)  # a frame that has come meanwhile is taken now

    async def _hand_over(self, handoff: str) -> None:
        """End the session. The call goes on over Gather, or ends there (telephony/relay.py)."""
        if not self._is_over:
            self._is_over = True
            self._stop_waiting()
            await self._send(relay_frames.end(handoff))

    def _wait_for_answer(self, speaking: float = 0) -> None:
        """Begin to count the seconds of silence, after so many in which we speak ourselves."""
        if self._keys:
            self._wait(KEY_PAUSE_SECONDS)
        else:
            self._wait(speaking + patience(self._place.at))

    def _wait(self, seconds: float) -> None:
        self._stop_waiting()
        if self._answering is None and not self._is_over:
            self._timer = asyncio.get_running_loop().call_later(seconds, self._nothing_more)

    def _nothing_more(self) -> None:
        if self._keys:
            self._end_of_keys()
        else:
            self._begin("", "")

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def _is_crisis(words: str) -> bool:
    return bool(words) and safety.screen(words) is not None
