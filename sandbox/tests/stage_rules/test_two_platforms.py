"""Two platforms in one sandbox: what they share, and what each has for itself."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp import ClientSession

from sandbox.server import serve
from sandbox.stage.stage import ADDRESS
from sandbox.tiktok.platform import TikTok
from sandbox.tiktok.settings import Settings

from .toy import Toy

USER_INFO = "/v2/user/info/"


@dataclass(frozen=True)
class Addresses:
    """The API addresses of both platforms, and a session to call them with."""

    session: ClientSession
    tiktok: str
    toy: str

    async def control(self, method: str, platform: str, path: str, body: object = None) -> Any:
        """Call the control API at one platform's address."""
        url = f"{getattr(self, platform)}/control/{path}"
        response = await self.session.request(method, url, json=body if body is not None else {})
        assert response.status < 300, await response.text()
        return await response.json() if response.status != 204 else None

    async def post(self) -> int:
        """Post on the toy."""
        return (await self.session.post(f"{self.toy}/posts/")).status

    async def user_info(self) -> int:
        """Ask TikTok something that it refuses."""
        return (await self.session.get(f"{self.tiktok}{USER_INFO}")).status


@pytest.fixture
async def both() -> AsyncIterator[Addresses]:
    """TikTok and the toy in one sandbox."""
    tiktok = TikTok(Settings(port=0, upload_port=0))
    async with serve([tiktok, Toy()]) as opened, ClientSession() as session:
        yield Addresses(session, *(platform.applications[0][ADDRESS] for platform in opened))


async def test_one_reset_returns_both_to_their_start(both: Addresses) -> None:
    await both.post()
    await both.control("PUT", "toy", "switches", {"open": False})
    await both.control("POST", "tiktok", "users", {"count": 1, "prefix": "guest"})
    await both.control("PUT", "tiktok", "switches", {"audited": False})
    await both.control("PUT", "tiktok", "media/a.mp4", {"size": 7})

    await both.control("POST", "toy", "reset")

    assert (await both.control("GET", "toy", "state"))["posts"] == 0
    assert (await both.control("GET", "toy", "switches")) == {"open": True}
    handles = [user["handle"] for user in (await both.control("GET", "tiktok", "state"))["users"]]
    assert "guest1" not in handles
    assert (await both.control("GET", "tiktok", "switches"))["audited"] is True
    assert await both.control("GET", "toy", "media") == {}


@pytest.mark.parametrize("platform", ["tiktok", "toy"])
async def test_both_list_the_secrets_of_both_and_keep_them_over_a_reset(
    both: Addresses, platform: str
) -> None:
    await both.post()
    await both.control("POST", "tiktok", "reset")

    (secret,) = (await both.control("GET", platform, "secrets"))["secrets"]

    assert (secret["kind"], secret["page_id"]) == ("token", "page-1")
    assert secret["value"].startswith("cnry")


async def test_the_clock_and_the_journal_are_the_same_for_both(both: Addresses) -> None:
    await both.control("PUT", "tiktok", "clock", {"offset_seconds": 1_000_000})
    await both.post()
    await both.user_info()

    states = [(await both.control("GET", name, "state"))["now"] for name in ("tiktok", "toy")]
    seen = (await both.control("GET", "toy", "requests"))["requests"]

    assert abs(states[0] - states[1]) < 1000
    assert [entry["path"] for entry in seen] == ["/posts/", USER_INFO]
    assert seen[0]["fields"] == {"page_id": "page-1"}


async def test_a_fault_is_planned_at_either_and_answered_in_the_platforms_own_form(
    both: Addresses,
) -> None:
    fault = {"kind": "status", "status": 500, "match": {"page_id": "page-1"}}
    await both.control("POST", "tiktok", "faults", {"endpoint": "/posts/", **fault})

    response = await both.session.post(f"{both.toy}/posts/")

    assert (response.status, await response.json()) == (
        500,
        {"toy": "internal_error", "path": "/posts/"},
    )
    assert await both.post() == 200
    assert (await both.control("GET", "toy", "faults")) == {"faults": []}


async def test_each_has_its_own_state_and_switches(both: Addresses) -> None:
    state = await both.control("GET", "toy", "state")
    response = await both.session.put(f"{both.toy}/control/switches", json={"audited": False})

    assert "users" not in state
    assert response.status == 422


async def test_an_error_can_hide_an_effect_on_requests_of_one_method(both: Addresses) -> None:
    fault = {"kind": "error_after", "method": "POST", "status": 500, "code": "oops"}
    await both.control("POST", "tiktok", "faults", {"endpoint": "/posts/", **fault})

    await both.session.get(f"{both.toy}/posts/")
    response = await both.session.post(f"{both.toy}/posts/")

    assert (response.status, (await response.json())["toy"]) == (500, "oops")
    assert (await both.control("GET", "toy", "state"))["posts"] == 1
