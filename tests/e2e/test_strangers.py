"""What belongs to one user does not exist for another; a session that has ended opens nothing."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import crm
import pytest
from browser import API, Answer, Browser, open_browser, sign_in
from control import Json
from told import Stranger, Told
from waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="session")
SERVICES = (
    "/api/auth/accounts",
    "/api/tiktok/status/unknown",
    "/api/instagram/status/unknown",
    "/api/crm/accounts",
)
STREAM = "/api/crm/stream"


OPENAPI = Path(__file__).resolve().parents[2] / "docs" / "reference" / "openapi"
TUS = {"Tus-Resumable": "1.0.0"}
CHUNK = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}
NOBODY = str(uuid4())
# Bodies that are right but for the objects that they or the path name.
BODIES: dict[str, Json] = {
    "start_upload": {"video_size": 1000, "privacy_level": "SELF_ONLY"},
    "start_photos": {
        "photo_images": ["https://media.example.com/1.jpg"],
        "privacy_level": "SELF_ONLY",
    },
    "choose_account": {"platform_user_id": "anybody"},
    "publish": {"kind": "IMAGE", "media": [{"image_url": "https://media.example.com/1.jpg"}]},
    "reply_to_comment": {"text": "Thanks"},
    "reply_privately": {"text": "Thanks"},
    "reply_to_mention": {"text": "Thanks", "media_id": "17890000000000001"},
    "hide_comment": {"hide": True},
}
QUERIES = {
    "find_locations": {"q": "harbour"},
    "list_gains": {"from": "2026-01-01T00:00:00Z"},
}


@dataclass(frozen=True)
class Operation:
    """An operation of an OpenAPI document that a session may use and that names an object."""

    name: str
    method: str
    path: str
    names: frozenset[str]
    in_query: frozenset[str]
    in_body: frozenset[str]


def operations() -> Iterator[Operation]:
    """Read every document: the matrix is as complete as the routers are."""
    for file in sorted(OPENAPI.glob("*.json")):
        document = json.loads(file.read_bytes())
        for path, methods in document["paths"].items():
            for method, told in methods.items():
                if {"bearer": []} in told["security"]:
                    yield _operation(document, method.upper(), path, told)


def _operation(document: Json, method: str, path: str, told: Json) -> Operation:
    def named(place: str) -> frozenset[str]:
        return frozenset(one["name"] for one in told["parameters"] if one["in"] == place)

    return Operation(
        told["operationId"],
        method,
        path,
        named("path") | named("query"),
        named("query"),
        _properties(document, told.get("requestBody")),
    )


def _properties(document: Json, body: Json | None) -> frozenset[str]:
    if body is None:
        return frozenset()
    reference = body["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    return frozenset(document["components"]["schemas"][reference]["properties"])


def objects(told: Told, operation: Operation) -> Json:
    """Give the journey's objects by the names that parameters have, of the operation's platform."""
    story, instagram = told.story, told.story.instagram
    if "/instagram/" in operation.path:
        return {
            **NOTHING,
            "account_id": instagram.account.account_id,
            "post_id": instagram.photo.post_id,
            "asset_id": instagram.asset_id,
            "comment_id": instagram.comment_ids[0],
            "reply_id": instagram.reply["reply_id"],
            "platform_id": instagram.photo.media_id,
        }
    return {
        **NOTHING,
        "account_id": story.account.account_id,
        "account": story.account.account_id,
        "post_id": story.post.post_id,
        "identity": story.post.publish_id,
    }


NAMES = frozenset(
    {
        "account_id",
        "account",
        "post_id",
        "identity",
        "connection_id",
        "notice_id",
        "asset_id",
        "comment_id",
        "reply_id",
        "platform_id",
    }
)
NOTHING = {
    **dict.fromkeys(NAMES, NOBODY),
    "comment_id": "17900000000000000",
    "platform_id": "17900000000000000",
}
# What operators may do concerns all users, and is refused to others before anything is looked for.
OF_OPERATORS = "/api/crm/operations/"
OPERATIONS = [
    one
    for one in operations()
    if NAMES & (one.names | one.in_body) and not one.path.startswith(OF_OPERATORS)
]
each = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: f"{one.method} {one.path}")


async def ask(browser: Browser, operation: Operation, ids: Json) -> Answer:
    """Use an operation on these objects."""
    path = operation.path.format(**{"code": "connected", "provider": "tiktok", **ids})
    asked = QUERIES.get(operation.name, {})
    query = asked | {name: ids[name] for name in operation.in_query & NAMES}
    headers = {**TUS, **(CHUNK if operation.method == "PATCH" else {})}
    if operation.name == "override_method":
        headers |= {"X-HTTP-Method-Override": "PATCH", **CHUNK}
    body: Json | bytes = b""
    if operation.name in BODIES:
        body = {**BODIES[operation.name], **{n: ids[n] for n in operation.in_body & NAMES}}
    address = f"{path}?{urlencode(query)}" if query else path
    return await browser.send(operation.method, address, body, headers)


def problem(answer: Answer) -> Json:
    """Give what an answer says, without what differs from request to request."""
    told: Json = answer.json() if answer.body else {}
    return {name: text for name, text in told.items() if name not in {"instance", "trace_id"}}


async def belongings(told: Told) -> list[Json]:
    """Give what the owner sees of the journey, apart from when it was last looked at."""
    story, browser = told.story, told.visitor.browser
    instagram = story.instagram
    paths = (
        f"/api/auth/accounts/{story.account.account_id}",
        f"/api/auth/accounts/{instagram.account.account_id}",
        f"/api/instagram/posts/{instagram.photo.post_id}",
        f"/api/instagram/replies/{instagram.reply['reply_id']}",
        f"/api/tiktok/posts/{story.post.post_id}",
        f"/api/crm/accounts/{story.account.account_id}/timeline?limit=500",
    )
    path = f"instagram/comments?comment_id={instagram.comment_ids[0]}"
    comments = await crm.listed(browser, path, "comments")
    shown = ("text", "is_hidden", "deleted_at")
    return [
        *[{name: one[name] for name in shown} for one in comments],
        *[(await browser.get(path)).require(200).json() for path in paths],
    ]


@each
async def test_s35_another_users_things_look_like_things_that_do_not_exist(
    told: Told, stranger: Stranger, operation: Operation
) -> None:
    before = await belongings(told)
    foreign = await ask(stranger.visitor.browser, operation, objects(told, operation))
    missing = await ask(stranger.visitor.browser, operation, NOTHING)

    assert foreign.status == missing.status == 404
    assert problem(foreign) == problem(missing)
    assert await belongings(told) == before


async def test_s35_the_matrix_is_made_of_the_routers() -> None:
    assert {
        "start_upload",
        "get_status",
        "patch_upload",
        "show_timeline",
        "end_account",
        "publish",
        "hide_comment",
        "show_reply",
        "show_asset",
    } <= {operation.name for operation in OPERATIONS}


async def test_lists_hold_nothing_of_others(told: Told, stranger: Stranger) -> None:
    lists = {
        "/api/auth/accounts": "accounts",
        "/api/crm/accounts": "accounts",
        "/api/crm/tiktok/posts": "posts",
        "/api/crm/webhook-events": "webhook_events",
        "/api/crm/posts": "posts",
        "/api/crm/instagram/accounts": "accounts",
        "/api/crm/instagram/posts": "posts",
        "/api/crm/instagram/media": "media",
        "/api/crm/instagram/comments": "comments",
        "/api/crm/instagram/mentions": "mentions",
    }
    for path, name in lists.items():
        answer = await stranger.visitor.browser.get(path)

        assert answer.require(200).json()[name] == []


@pytest.mark.parametrize("path", [*SERVICES, STREAM])
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

    assert before == after == [200, 404, 404, 200]
    assert at_once == 401


async def refused(browser: Browser, path: str, headers: dict[str, str]) -> None:
    """Wait until a service knows that the session has ended."""

    async def look() -> bool:
        return (await browser.fetch("GET", path, headers)).status == 401

    await until(f"401 from {path}", look, 10)
