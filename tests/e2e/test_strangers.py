"""What belongs to one user does not exist for another; a session that has ended opens nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

import pytest
from browser import API, Answer, Browser, open_browser, sign_in
from control import Json
from told import Stranger, Told
from waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="session")
SERVICES = ("/api/auth/accounts", "/api/tiktok/status/unknown", "/api/crm/accounts")


@dataclass(frozen=True)
class Ids:
    """The objects that a request may name."""

    account_id: str
    post_id: str
    publish_id: str


Route = tuple[str, Callable[[Ids], str]]
ROUTES: dict[str, Route] = {
    "account": ("GET", lambda ids: f"/api/auth/accounts/{ids.account_id}"),
    "disconnecting": ("DELETE", lambda ids: f"/api/auth/accounts/{ids.account_id}"),
    "status": ("GET", lambda ids: f"/api/tiktok/status/{ids.publish_id}"),
    "post": ("GET", lambda ids: f"/api/tiktok/posts/{ids.post_id}"),
    "offset": ("HEAD", lambda ids: f"/api/tiktok/uploads/{ids.post_id}"),
    "bytes": ("PATCH", lambda ids: f"/api/tiktok/uploads/{ids.post_id}"),
    "timeline": ("GET", lambda ids: f"/api/crm/accounts/{ids.account_id}/timeline"),
    "posts": ("GET", lambda ids: f"/api/crm/tiktok/posts?account_id={ids.account_id}"),
    "outcome": ("GET", lambda ids: f"/api/auth/outcomes/connected?account={ids.account_id}"),
}
READING = [name for name, (method, _) in ROUTES.items() if method in {"GET", "HEAD"}]


async def ask(browser: Browser, name: str, ids: Ids) -> Answer:
    """Use a route on these objects."""
    method, path = ROUTES[name]
    headers = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}
    return await browser.send(method, path(ids), b"", headers if method == "PATCH" else {})


def problem(answer: Answer) -> Json:
    """Give what an answer says, without what differs from request to request."""
    told: Json = answer.json() if answer.body else {}
    return {name: text for name, text in told.items() if name not in {"instance", "trace_id"}}


def journeys(told: Told) -> Ids:
    """Give the objects of the journey."""
    story = told.story
    return Ids(story.account.account_id, story.post.post_id, story.post.publish_id)


@pytest.mark.parametrize("name", ROUTES)
async def test_another_users_things_look_like_things_that_do_not_exist(
    told: Told, stranger: Stranger, name: str
) -> None:
    nothing = Ids(str(uuid4()), str(uuid4()), "v_pub_file~v2-1.1")
    foreign = await ask(stranger.visitor.browser, name, journeys(told))
    missing = await ask(stranger.visitor.browser, name, nothing)

    assert foreign.status == missing.status == 404
    assert problem(foreign) == problem(missing)


@pytest.mark.parametrize("name", READING)
async def test_their_owner_sees_them(told: Told, name: str) -> None:
    answer = await ask(told.visitor.browser, name, journeys(told))

    assert answer.status == 200


async def test_nobody_posts_to_another_users_account(told: Told, stranger: Stranger) -> None:
    wish = {
        "account_id": told.story.account.account_id,
        "video_size": 1000,
        "privacy_level": "SELF_ONLY",
    }
    answer = await stranger.visitor.browser.send("POST", "/api/tiktok/upload", wish)

    assert answer.status == 404


async def test_lists_hold_nothing_of_others(told: Told, stranger: Stranger) -> None:
    lists = {
        "/api/auth/accounts": "accounts",
        "/api/crm/accounts": "accounts",
        "/api/crm/tiktok/posts": "posts",
        "/api/crm/webhook-events": "webhook_events",
    }
    for path, name in lists.items():
        answer = await stranger.visitor.browser.get(path)

        assert answer.require(200).json()[name] == []


@pytest.mark.parametrize("path", SERVICES)
async def test_without_a_session_every_service_says_401(stranger: Stranger, path: str) -> None:
    async with open_browser(stranger.visitor.addresses.gateway) as fresh:
        answer = await fresh.get(path)

    assert answer.status == 401
    assert answer.headers["Content-Type"].startswith("application/problem+json")


@pytest.mark.parametrize("path", ["/api/auth/logout", "/api/tiktok/upload"])
async def test_a_change_without_the_csrf_token_is_refused(stranger: Stranger, path: str) -> None:
    answer = await stranger.visitor.browser.fetch("POST", path, API, b"{}")

    assert answer.status == 403


async def test_a_sign_out_is_effective_in_every_service(stranger: Stranger) -> None:
    browser = stranger.visitor.browser
    ended = {**API, "Authorization": f"Bearer {browser.cookies()['session']}"}
    before = [(await browser.fetch("GET", path, ended)).status for path in SERVICES]
    await sign_in(browser, stranger.person)
    other = {**API, "Authorization": f"Bearer {browser.cookies()['session']}"}
    async with open_browser(browser.gateway) as device:
        (await device.fetch("POST", "/api/auth/logout", ended)).require(204)
        at_once = (await device.fetch("GET", SERVICES[0], ended)).status
        for path in SERVICES[1:]:
            await refused(device, path, ended)
        after = [(await device.fetch("GET", path, other)).status for path in SERVICES]

    assert before == after == [200, 404, 200]
    assert at_once == 401


async def refused(browser: Browser, path: str, headers: dict[str, str]) -> None:
    """Wait until a service knows that the session has ended."""

    async def look() -> bool:
        return (await browser.fetch("GET", path, headers)).status == 401

    await until(f"401 from {path}", look, 10)
