"""The store, the secret, the diary, the call-backs and the queue that the actions of one process share."""

from __future__ import annotations

from functools import cache

from rasa_sdk.interfaces import Tracker

from hub.appointments.diary import Diary
from hub.callbacks import Callbacks
from hub.conversation_ids import read_or_make_secret
from hub.handoff.queue import Queue
from hub.handoff.wake import Wakes
from hub.settings import environment, hub_settings
from hub.store.database import Store


@cache
def store() -> Store:
    """This process's connections to the database."""
    return Store(environment().database_url)


def secret() -> str:
    """What hashes of numbers and references are keyed with, the same as the front door's."""
    machine = environment()
    return read_or_make_secret(machine.hub_secret, machine.hub_state)


def diary_of(tracker: Tracker) -> Diary:
    """The Hub's diary; each replayed row has one of its own (evaluation/api.py)."""
    name = tracker.latest_message["metadata"].get("diary") or "hub"
    return Diary(store(), hub_settings(), secret(), name)


def callbacks_of(tracker: Tracker) -> Callbacks:
    """The Hub's call-backs; each replayed row has its own, as with diaries."""
    name = tracker.latest_message["metadata"].get("diary") or "hub"
    return Callbacks(store(), hub_settings(), secret(), name)


def queue_of(tracker: Tracker) -> Queue:
    """The Hub's queue for call handlers; each replayed row has its own, in which nobody is there."""
    name = tracker.latest_message["metadata"].get("diary") or "hub"
    return Queue(store(), hub_settings(), secret(), name)


@cache
def wakes() -> Wakes:
    """What wakes the call handlers' pages."""
    return Wakes(environment().redis_url)
