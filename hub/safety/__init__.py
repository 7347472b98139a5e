"""The safety screen: notices a crisis before anything else reads the message, on every channel."""

from hub.safety.first_version import Crisis, CrisisKind, CrisisLevel, crisis_reply, screen

__all__ = ["Crisis", "CrisisKind", "CrisisLevel", "crisis_reply", "screen"]
