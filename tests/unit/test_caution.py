from datetime import date

import pytest

from hub.caution import caution
from knowledge_base.store import read_knowledge_base

CHECKED = "It was last checked on 24 November 2026. Please confirm before you rely on it."
UNVERIFIED = "Some of this is what families find helpful. It has not been checked by a professional."
OVERDUE = "We planned to check this again by 31 January 2027, and have not done so yet."


@pytest.mark.parametrize(
    ("verified", "today", "said"),
    [
        (True, date(2027, 1, 31), []),
        (False, date(2027, 1, 31), [UNVERIFIED, CHECKED]),
        (True, date(2027, 2, 1), [OVERDUE, CHECKED]),
        (False, date(2027, 2, 1), [UNVERIFIED, OVERDUE, CHECKED]),
    ],
)
def test_the_caution_fits_the_day_and_the_check(verified: bool, today: date, said: list[str]) -> None:
    sleep = read_knowledge_base().articles["sleep"]
    assert caution(sleep.model_copy(update={"verified": verified, "review_by": date(2027, 1, 31)}), today) == said
