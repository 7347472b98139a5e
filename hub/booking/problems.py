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
    return _NUMBER_PROBLEMS.get(reason, "Sorry, that number does not look complete or right. Please check it.")


_OTHER_KIND = "Sorry, I cannot use that kind of number. A UK mobile or landline number is fine."
_NUMBER_PROBLEMS = {
    Refusal.NOT_A_NUMBER: "Sorry, I did not get a phone number. For example 07700 900123.",
    Refusal.FOREIGN: "Sorry, I can only use a UK mobile or landline number.",
    Refusal.SEVERAL: "I got more than one number. Please give me only the one we should use.",
    Refusal.EXTENSION: "Sorry, I cannot use a number with an extension.",
    Refusal.PREMIUM: _OTHER_KIND,
    Refusal.SHARED_COST: _OTHER_KIND,
    Refusal.PERSONAL: _OTHER_KIND,
    Refusal.PAGER: _OTHER_KIND,
    Refusal.SHORT_CODE: _OTHER_KIND,
}
