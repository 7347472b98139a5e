"""Why a time or a number cannot be taken, in kind words that say what there is instead."""

from __future__ import annotations

from hub.appointments.choosing import Problem
from hub.people import by_appointment
from hub.phone_numbers import Refusal
from hub.settings import HubSettings


def time_problem(problem: Problem, settings: HubSettings) -> str:
    """One or two sentences; the question with the times that are free follows."""
    rules = settings.appointments
    return {
        Problem.NOT_UNDERSTOOD: "Sorry, I did not get the time.",
        Problem.PAST: "That time has passed.",
        Problem.NOT_AN_EVENING: f"I can only book these times. {' '.join(by_appointment(settings))}",
        Problem.CLOSED: "There are no appointments on that Wednesday, because the Hub is closed.",
        Problem.FULL: "That time is taken.",
        Problem.TOO_SOON: f"That is too soon. We need at least {rules.notice_hours} hours' notice.",
        Problem.TOO_FAR: f"That is too far ahead. I can book up to {rules.horizon_weeks} weeks ahead.",
        Problem.NO_SUCH_TIME: "That time does not exist.",
    }[problem]


def number_problem(reason: Refusal) -> str:
    """One or two sentences; the question follows."""
    if reason is Refusal.NOT_A_NUMBER:
        return "Sorry, I did not get a phone number. For example 07700 900123."
    if reason in {Refusal.TOO_SHORT, Refusal.TOO_LONG, Refusal.NOT_IN_USE}:
        return "Sorry, that number does not look complete or right. Please check it."
    if reason in {Refusal.PREMIUM, Refusal.SHARED_COST, Refusal.PERSONAL, Refusal.PAGER, Refusal.SHORT_CODE}:
        return "Sorry, I cannot use that kind of number."
    return "Sorry, I can only use a UK mobile or landline number."
