"""People who come back from Meta's dialogs, and the sandbox's control API."""

import urllib.request
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import orjson
import pytest
from yarl import URL

from ...conftest import PUBLIC_URL, Browser

BEGIN = "/api/auth/instagram"


@pytest.fixture
def decide() -> Callable[..., Awaitable[URL]]:
    """Decide in a dialog of Meta's; gives the callback's path and query."""

    async def through(page: str, user: str, **form: Any) -> URL:
        fields = {"user": user, "decision": "allow", **form}
        data = aiohttp.FormData()
        for name, value in fields.items():
            for one in value if isinstance(value, list) else [value]:
                data.add_field(name, str(one))
        async with (
            aiohttp.ClientSession() as meta,
            meta.post(page, data=data, allow_redirects=False) as decided,
        ):
            assert decided.status == 302, await decided.text()
        back = urlsplit(decided.headers["Location"])
        assert f"{back.scheme}://{back.netloc}" == PUBLIC_URL
        return URL(f"{back.path}?{back.query}", encoded=True)

    return through


@pytest.fixture
def consent(decide: Callable[..., Awaitable[URL]]) -> Callable[..., Awaitable[URL]]:
    """Go to the dialog from our pages, and decide; gives the callback's path and query."""

    async def through(browser: Browser, user: str = "leo", login: str = "", **form: Any) -> URL:
        query = {"login": login} if login else {}
        async with browser.get(BEGIN, params=query, allow_redirects=False) as begun:
            assert begun.status == 302, await begun.text()
        return await decide(begun.headers["Location"], user, **form)

    return through


@pytest.fixture
def came_back(consent: Callable[..., Awaitable[URL]]) -> Callable[..., Awaitable[URL]]:
    """Connect from beginning to end; gives the page to which the browser is sent."""

    async def through(browser: Browser, *who: str, **form: Any) -> URL:
        callback = await consent(browser, *who, **form)
        async with browser.get(callback, allow_redirects=False) as ended:
            assert ended.status == 303, await ended.text()
        return URL(ended.headers["Location"])

    return through


@pytest.fixture
def control(instagram: Any) -> Callable[..., dict[str, Any]]:
    """Ask the sandbox for something, or tell it to misbehave."""

    def call(path: str, body: object = None, method: str | None = None) -> dict[str, Any]:
        data = None if body is None else orjson.dumps(body)
        asked = urllib.request.Request(f"{instagram.url}/control/{path}", data, method=method)
        with urllib.request.urlopen(asked, timeout=5) as answer:
            answered: dict[str, Any] = orjson.loads(answer.read() or b"{}")
        return answered

    return call


@pytest.fixture
def switch(control: Callable[..., dict[str, Any]]) -> Callable[..., None]:
    """Set switches of the sandbox."""

    def put(**switches: object) -> None:
        control("switches", switches, "PUT")

    return put


ComeBack = Callable[..., Awaitable[URL]]
Control = Callable[..., dict[str, Any]]
Switch = Callable[..., None]
