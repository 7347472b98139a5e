"""The accounts of the staff: who may sign in, how they prove it, and how long they stay."""

from hub.accounts.accounts import Accounts
from hub.accounts.user import User
from hub.roles import ROLES, Role

__all__ = ["ROLES", "Accounts", "Role", "User"]
