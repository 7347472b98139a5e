"""What a member of staff may do: a closed list of roles."""

from __future__ import annotations

from typing import Literal, get_args

# handler: the console; curator: the articles and what families say of them; lead: the measures; admin: everything.
Role = Literal["handler", "curator", "lead", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
