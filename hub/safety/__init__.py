"""The safety screen: notices a crisis before anything else reads the message, on every channel.

``screen`` judges a message, ``crisis_reply`` says what people are told, ``explain`` says why, and ``prepare``
loads the second line of defence, the classifier. Until then, and where it cannot load, the rules stand alone.
"""

from hub.safety.crisis import Crisis, CrisisKind, CrisisLevel
from hub.safety.crisis_replies import after_no, crisis_reply
from hub.safety.follow_up import CheckAnswer, asks_again, check_answer, nothing_more
from hub.safety.screening import Explanation, complete, explain, judged_by_rules_alone, prepare, screen

__all__ = [
    "CheckAnswer",
    "Crisis",
    "CrisisKind",
    "CrisisLevel",
    "Explanation",
    "after_no",
    "asks_again",
    "check_answer",
    "complete",
    "crisis_reply",
    "explain",
    "judged_by_rules_alone",
    "nothing_more",
    "prepare",
    "screen",
]
