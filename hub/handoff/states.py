"""The states of a conversation that wants a person, and the ways between them. There are no others."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a conversation is. WITH_ASSISTANT needs no row; a row in one of ``OVER`` has led back to it."""

    WITH_ASSISTANT = "with_assistant"
    WAITING = "waiting"
    OFFERED = "offered"
    WITH_HANDLER = "with_handler"
    WRAPPING_UP = "wrapping_up"
    CLOSED = "closed"
    ABANDONED = "abandoned"
    TIMED_OUT = "timed_out"


_S = State
# A handler who is lost, or passes a chat on, puts it back to waiting. While they wrap up, the parent has left already.
# With a handler, to with a handler: on the phone one leaves, and another who was added stays.
WAYS: dict[State, frozenset[State]] = {
    _S.WITH_ASSISTANT: frozenset({_S.WAITING}),
    _S.WAITING: frozenset({_S.OFFERED, _S.WITH_HANDLER, _S.ABANDONED, _S.TIMED_OUT}),
    _S.OFFERED: frozenset({_S.WAITING, _S.WITH_HANDLER, _S.ABANDONED}),
    _S.WITH_HANDLER: frozenset({_S.WAITING, _S.WITH_HANDLER, _S.WRAPPING_UP}),
    _S.WRAPPING_UP: frozenset({_S.CLOSED}),
    _S.CLOSED: frozenset(),
    _S.ABANDONED: frozenset(),
    _S.TIMED_OUT: frozenset(),
}
LIVE = (_S.WAITING, _S.OFFERED, _S.WITH_HANDLER)
OVER = (_S.CLOSED, _S.ABANDONED, _S.TIMED_OUT)


def is_silent(state: State) -> bool:
    """Whether the assistant says nothing, because a handler does."""
    return state is State.WITH_HANDLER
