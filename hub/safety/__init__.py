"""The safety screen: notices a crisis before anything else reads the message, on every channel."""

from hub.safety.crisis import Crisis, CrisisKind, CrisisLevel
from hub.safety.crisis_replies import crisis_reply
from hub.safety.screening import Explanation, explain, prepare, screen

__all__ = ["Crisis", "CrisisKind", "CrisisLevel", "Explanation", "crisis_reply", "explain", "prepare", "screen"]
