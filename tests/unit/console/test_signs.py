"""Who types and what was seen, as it goes from the handler to the parent and back: shown for a while and kept nowhere."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from unit.console.a_console import Console, Handler

from console.signs import new_signs
from hub.handoff.signs import Sign, Signs


class Page:
    """A handler's page, whose script tells signs in the loop of the test."""

    def __init__(self, handler: Handler) -> None:
        self.handler, token = handler, handler.browser.cookies["hub-staff"]
        self.headers = {"X-Form-Token": handler.house.staff.accounts.sessions.form_token(token)}
        self.cookies = {"hub-staff": token}

    async def shows(self, number: int, **sign: str | int) -> int:
        """The status of the answer."""
        app = httpx.ASGITransport(app=self.handler.house.app)
        async with httpx.AsyncClient(transport=app, base_url="http://127.0.0.1", cookies=self.cookies) as browser:
            answer = await browser.post(f"/console/signs/{number}", data=sign, headers=self.headers)
        return answer.status_code


@pytest.fixture
async def signs(console: Console, redis_url: str) -> AsyncIterator[Signs]:
    """Those of the front door."""
    one = console.house.app.state.signs = Signs(redis_url)
    yield one
    await one.close()


async def test_the_handler_types_and_has_seen_no_further_than_there_are_lines(console: Console, signs: Signs) -> None:
    ada, number = console.handler(), console.parent().id
    ada.posts(f"/console/chats/{number}/accept")
    assert await Page(ada).shows(number, typing="true", seen=99) == 204
    found = await signs.of(number, "handler")
    last = console.queue.get(number).last_sequence  # type: ignore[union-attr]
    assert (found.seen, found.typing is None) == (last, False)


async def test_nobody_shows_signs_in_the_chat_of_another_or_in_one_that_is_over(console: Console, signs: Signs) -> None:
    ada, bob, number = console.handler(), console.handler("bob"), console.parent("b").id
    before = await signs.of(number, "handler")
    assert await Page(ada).shows(number, typing="true") == 409
    ada.posts(f"/console/chats/{number}/accept")
    assert await Page(bob).shows(number, typing="true") == 409
    ada.posts(f"/console/chats/{number}/end")
    assert await Page(ada).shows(number, seen=1) == 409
    assert await signs.of(number, "handler") == before


async def test_only_what_is_new_of_a_parent_is_told(signs: Signs) -> None:
    known = dict[int, Sign]()
    one, two = 700_001, 700_002
    assert await new_signs(signs, [one, two], known) == []
    await signs.has_seen(one, "parent", 4)
    assert await new_signs(signs, [one, two], known) == [{"chat": one, "seen": 4, "typing": 0}]
    assert await new_signs(signs, [one, two], known) == []
    await signs.types(two, "parent")
    assert await new_signs(signs, [one, two], known) == [{"chat": two, "seen": 0, "typing": 6}]
    assert await new_signs(signs, [one], known) == []
    assert set(known) == {one}


async def test_the_handler_s_own_signs_are_no_news_to_them(signs: Signs) -> None:
    await signs.types(700_003, "handler")
    assert await new_signs(signs, [700_003], {}) == []
