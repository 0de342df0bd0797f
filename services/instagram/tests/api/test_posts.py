"""The public API of posts as a page meets it: status codes, problems and bodies."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import aiohttp
import pytest

from common.openapi import openapi
from instagram.api.posts import ENDPOINTS
from instagram.parts import Parts
from platforms.instagram.app import Login

from ..support import EVERY_VERSION, Connect, Connected, Sandbox, Serve

PROBLEM = "application/problem+json"
PAGE_OF = (
    "INSERT INTO pages (account_id, ig_business_id, login, access_level, observed_at)"
    " VALUES (%s, %s, 'facebook', %s, now())"
    " ON CONFLICT (account_id) DO UPDATE SET access_level = excluded.access_level"
)


@dataclass
class Browser:
    """A page with one user's session."""

    url: str
    account: Connected
    sandbox: Sandbox

    async def send(
        self, method: str, path: str, body: object = None, **headers: str
    ) -> tuple[int, Any]:
        """Give status and JSON of the answer."""
        told = {"X-User": str(self.account.user_id)} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        async with self.sandbox.session.request(
            method, f"{self.url}/api/instagram/{path}", json=body, headers=told
        ) as answer:
            assert answer.status < 400 or answer.content_type == PROBLEM
            return answer.status, await answer.json(content_type=None)

    def wish(self, **changes: Any) -> dict[str, Any]:
        """A picture."""
        return {
            "account_id": str(self.account.account_id),
            "kind": "IMAGE",
            "media": [{"image_url": f"{self.sandbox.url}/media/1.jpg"}],
            "caption": "Fresh bread",
        } | changes


@pytest.fixture
async def url(serve: Serve) -> str:
    """Where the API is."""
    return await serve()


async def opened(url: str, connect: Connect, sandbox: Sandbox, *who: Any, **how: Any) -> Browser:
    """Give a page of somebody who has connected an account."""
    return Browser(url, await connect(*who, **how), sandbox)


async def test_a_post_is_taken_at_once_and_tells_where_it_stands(
    url: str, connect: Connect, sandbox: Sandbox
) -> None:
    page = await opened(url, connect, sandbox)

    status, begun = await page.send("POST", "publish", page.wish(caption="#a #b #c #d #e #f"))
    _, told = await page.send("GET", f"status/{begun['post_id']}")
    _, same = await page.send("GET", f"posts/{begun['post_id']}")

    assert (status, begun["status"], len(begun["warnings"])) == (202, "REQUESTED", 1)
    assert (told["status"], told["retry"], told["parts"]) == ("REQUESTED", "never", [])
    assert told["message"] == "The post is about to be sent to Instagram."
    assert same == told


async def test_one_key_is_one_post_and_another_body_is_refused(
    url: str, connect: Connect, sandbox: Sandbox
) -> None:
    page = await opened(url, connect, sandbox)

    answers = [
        await page.send("POST", "publish", page.wish(caption=caption), Idempotency_Key="k1")
        for caption in ("One", "One", "Another")
    ]

    assert [status for status, _ in answers] == [202, 202, 422]
    assert answers[0][1]["post_id"] == answers[1][1]["post_id"]
    assert answers[2][1]["type"] == "/problems/idempotency-key-reused"


async def test_a_request_that_instagram_would_refuse_is_refused_with_the_fields(
    url: str, connect: Connect, sandbox: Sandbox
) -> None:
    page = await opened(url, connect, sandbox)

    broken = await page.send("POST", "publish", page.wish(kind="REELS", caption="#a " * 31))
    unknown = await page.send("POST", "publish", page.wish(privacy="public"))

    assert (broken[0], unknown[0]) == (422, 422)
    assert broken[1]["detail"].startswith("media[0]: a reel is a video")
    assert "caption: 31 hashtags" in broken[1]["detail"]
    assert unknown[1]["detail"].startswith("privacy: ")
    assert await sandbox.calls("/{account}/media", "POST") == 0


@pytest.mark.parametrize(
    ("login", "user", "scope"),
    [
        ("facebook", "nora", "instagram_content_publish"),
        ("instagram", "harbour.bakery", "instagram_business_content_publish"),
    ],
)
async def test_a_missing_permission_is_named_before_anything_else(
    login: Login, user: str, scope: str, url: str, connect: Connect, sandbox: Sandbox
) -> None:
    page = await opened(url, connect, sandbox, user, login, decline=(scope,))

    status, told = await page.send("POST", "publish", page.wish(kind="CAROUSEL"))

    assert (status, told["type"]) == (403, "/problems/scope-missing")
    assert f"permission {scope}," in told["detail"]


async def test_a_role_that_may_not_create_content_is_told_before_any_call(
    url: str, connect: Connect, sandbox: Sandbox, parts: Parts
) -> None:
    page = await opened(url, connect, sandbox)
    async with parts.pool.connection() as connection:
        account = page.account
        await connection.execute(PAGE_OF, (account.account_id, account.ig_id, "read"))

    status, told = await page.send("POST", "publish", page.wish())

    assert (status, told["type"]) == (403, "/problems/scope-missing")
    assert "role on the Facebook Page" in told["detail"]


@pytest.mark.parametrize(("login", "finds"), [("facebook", True), ("instagram", False)])
async def test_a_page_learns_what_the_login_of_an_account_offers_before_any_call(
    login: Login, finds: bool, url: str, connect: Connect, sandbox: Sandbox
) -> None:
    user = "nora" if login == "facebook" else "harbour.bakery"
    page = await opened(url, connect, sandbox, user, login)

    status, told = await page.send("GET", f"choices?account_id={page.account.account_id}")

    assert (status, told["login"], told["finds_places"]) == (200, login, finds)


async def test_400_containers_a_day_are_not_passed(
    url: str, connect: Connect, sandbox: Sandbox, parts: Parts
) -> None:
    page = await opened(url, connect, sandbox)
    async with parts.pool.connection() as connection:
        await connection.execute(
            "INSERT INTO request_log (account_id, endpoint, cause)"
            " SELECT %s, 'create_container', n::text FROM generate_series(1, 400) n",
            (page.account.account_id,),
        )

    status, told = await page.send("POST", "publish", page.wish())

    assert (status, told["type"]) == (429, "/problems/rate-limited")
    assert told["detail"] == "Instagram takes 400 of these requests in 24 hours."


@EVERY_VERSION
async def test_the_limit_is_what_instagram_says_now(
    url: str, connect: Connect, sandbox: Sandbox
) -> None:
    page = await opened(url, connect, sandbox)
    await sandbox.switch(quota_total=25)

    status, told = await page.send("GET", f"limit?account_id={page.account.account_id}")

    assert status == 200
    assert (told["quota_total"], told["quota_usage"], told["left"]) == (25, 0, 25)
    assert told["containers_left"] == 400


async def test_a_limit_that_instagram_does_not_tell_is_unavailable(
    url: str, connect: Connect, sandbox: Sandbox
) -> None:
    page = await opened(url, connect, sandbox)
    await sandbox.fault(
        "/{account}/content_publishing_limit", "status", status=400, code="190/460", count=2
    )

    status, told = await page.send("GET", f"limit?account_id={page.account.account_id}")

    assert status == 409
    assert "Connect the account again" in told["detail"]


@EVERY_VERSION
async def test_places_are_found_by_name_and_each_has_coordinates(
    url: str, connect: Connect, sandbox: Sandbox
) -> None:
    page = await opened(url, connect, sandbox)

    status, told = await page.send(
        "GET", f"locations?account_id={page.account.account_id}&q=harbour"
    )

    assert status == 200
    assert [one["name"] for one in told["locations"]] == ["Old Harbour", "Harbour Market"]


async def test_a_login_without_places_says_so_and_an_app_without_the_feature_too(
    url: str, connect: Connect, sandbox: Sandbox
) -> None:
    own = await opened(url, connect, sandbox, "harbour.bakery", "instagram")
    other = await opened(url, connect, sandbox, "leo")
    await sandbox.switch(places="feature_missing")

    not_offered, refused = [
        await page.send("GET", f"locations?account_id={page.account.account_id}&q=harbour")
        for page in (own, other)
    ]

    assert (not_offered[0], not_offered[1]["type"]) == (403, "/problems/not-offered")
    assert refused[0] in {403, 422}
    assert refused[1]["platform_code"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "status/{post}"),
        ("GET", "posts/{post}"),
        ("GET", "posts/{post}/request"),
        ("POST", "posts/{post}/retry"),
        ("GET", "choices?account_id={account}"),
        ("GET", "limit?account_id={account}"),
        ("GET", "locations?account_id={account}&q=harbour"),
        ("GET", "status/not-an-id"),
    ],
)
async def test_another_users_things_are_not_found(
    method: str, path: str, url: str, connect: Connect, sandbox: Sandbox
) -> None:
    page = await opened(url, connect, sandbox)
    _, begun = await page.send("POST", "publish", page.wish())
    stranger = Browser(url, Connected(uuid4(), uuid4(), "", None, None, ""), sandbox)

    asked = path.format(post=begun["post_id"], account=page.account.account_id)
    status, told = await stranger.send(method, asked)

    assert (status, told["type"]) == (404, "/problems/not-found")


async def test_a_request_is_given_back_in_the_form_that_a_retry_takes(
    url: str, connect: Connect, sandbox: Sandbox
) -> None:
    page = await opened(url, connect, sandbox)
    _, begun = await page.send("POST", "publish", page.wish())

    _, asked = await page.send("GET", f"posts/{begun['post_id']}/request")
    status, told = await page.send("POST", f"posts/{begun['post_id']}/retry", asked)

    assert asked["media"][0]["image_url"] == f"{sandbox.url}/media/1.jpg"
    assert asked["caption"] == "Fresh bread"
    assert (status, told["type"]) == (409, "/problems/not-retryable")


async def test_a_key_that_no_header_may_hold_is_refused(
    url: str, connect: Connect, sandbox: Sandbox
) -> None:
    page = await opened(url, connect, sandbox)

    status, told = await page.send("POST", "publish", page.wish(), Idempotency_Key="x" * 201)

    assert (status, told["type"]) == (422, "/problems/invalid-request")


async def test_a_request_without_json_is_refused(
    url: str, connect: Connect, sandbox: Sandbox
) -> None:
    page = await opened(url, connect, sandbox)
    headers = {"X-User": str(page.account.user_id)}

    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{url}/api/instagram/publish", data=b"{", headers=headers) as answer,
    ):
        assert answer.status == 422


def test_every_operation_is_described_once() -> None:
    document = openapi("Instagram", "Publishing.", ENDPOINTS)

    ids = [
        operation["operationId"]
        for path in document["paths"].values()
        for operation in path.values()
    ]
    assert len(ids) == len(set(ids)) == 8
