"""The frame of the staff's pages: GOV.UK Frontend's look, and a navigation of what the user may see."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, FileSystemLoader, select_autoescape

from hub.accounts import Role, User
from hub.store.database import StoreUnavailableError
from staff.access import RefusedError, form_token, form_token_value, wants_page

log = structlog.get_logger()
HERE = Path(__file__).parent
NO_DATABASE = "The database does not answer. Please try again in a minute."


@dataclass(frozen=True)
class Link:
    """One entry of the navigation."""

    label: str
    path: str
    roles: tuple[Role, ...]


_links: list[Link] = []


def register(label: str, path: str, *roles: Role) -> None:
    """Put a page into the navigation of whoever has one of ``roles``; the doors say so when they are imported."""
    link = Link(label, path, roles)
    if link not in _links:
        _links.append(link)


def links_for(user: User | None) -> list[Link]:
    """The navigation of a user."""
    return [link for link in _links if user is not None and user.may(*link.roles)]


def templates(*folders: Path) -> Jinja2Templates:
    """The templates in ``folders``, which may extend ``staff/base.html`` (blocks title, content, scripts)."""
    environment = Environment(
        loader=FileSystemLoader([*folders, HERE / "templates"]),
        autoescape=select_autoescape(),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(form_token=form_token, form_token_value=form_token_value)
    return Jinja2Templates(env=environment, context_processors=[_frame])


def install(app: FastAPI) -> None:
    """Serve what the pages load, and say in a page who may not see one."""
    app.mount("/staff/static", Files(directory=HERE / "static"))
    # Put in place at set-up (hub/staff_setup.py), perhaps after this process has started.
    app.mount("/staff/assets", Files(directory=HERE / "dist", check_dir=False))
    app.add_exception_handler(RefusedError, _refuse)
    app.add_exception_handler(StoreUnavailableError, _say_no_database)


class Files(StaticFiles):
    """Files that a browser may keep, and asks about before each use."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "no-cache"
        return response


def _frame(request: Request) -> dict[str, Any]:
    user: User | None = getattr(request.state, "user", None)
    links = links_for(user)
    here = request.url.path
    fitting = [link.path for link in links if here == link.path or here.startswith(f"{link.path}/")]
    return {"user": user, "links": links, "here": max(fitting, key=len, default="")}


async def _refuse(request: Request, error: Exception) -> Response:
    if not isinstance(error, RefusedError):
        raise error
    return _say(request, error.status_code, str(error.detail))


async def _say_no_database(request: Request, error: Exception) -> Response:
    log.warning("no_database", route=getattr(request.scope.get("route"), "path", None), error=str(error))
    return _say(request, 503, NO_DATABASE)


def _say(request: Request, status: int, text: str) -> Response:
    if wants_page(request):
        return _own.TemplateResponse(request, "staff/refused.html", {"text": text}, status_code=status)
    return JSONResponse({"error": text}, status_code=status)


_own = templates()
