"""The public API as a page meets it: status codes, problems and bodies."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from types import SimpleNamespace
from typing import Any, get_args
from uuid import UUID, uuid4

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer

from common.openapi import openapi
from contracts.tiktok.events import DeliveryState
from tiktok.api.routes import ENDPOINTS
from tiktok.app import create_api
from tiktok.parts import Parts
from tiktok.posts.view import PostView
from tiktok.posts.words import words_of

from ..builders import stand
from ..support import CLIP, VERIFIED, Connect, Connected, Sandbox
from ..tus import OpenGate

NOW = datetime(2026, 11, 1, tzinfo=UTC)
PAGE = "https://page.example.com"
PROBLEM = "application/problem+json"


@dataclass
class Page:
    """A browser with one user's session."""

    session: ClientSession
    url: str
    account: Connected

    async def send(
        self, method: str, path: str, body: object = None, **headers: str
    ) -> tuple[int, Any, dict[str, str]]:
        """Give status, JSON and headers of the answer."""
        told = {"X-User": str(self.account.user_id), "Origin": PAGE} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        url = f"{self.url}/api/tiktok/{path}"
        async with self.session.request(method, url, json=body, headers=told) as answer:
            return answer.status, await answer.json(content_type=None), dict(answer.headers)

    def wish(self, **changes: Any) -> dict[str, Any]:
        """A direct post."""
        return {
            "account_id": str(self.account.account_id),
            "video_size": 1000,
            "privacy_level": "SELF_ONLY",
            "disable_duet": True,
            "disable_stitch": True,
        } | changes


@pytest.fixture
async def page(parts: Parts, connect: Connect) -> AsyncIterator[Page]:
    """A page of an account's owner, at a running API."""
    settings: Any = SimpleNamespace(
        public_url="http://127.0.0.1",
        upload_buffer_bytes=30_000_000,
        cors_origins=(PAGE,),
        avatar_hosts=(),
    )
    server = TestServer(create_api(parts, settings, OpenGate()))
    await server.start_server()
    async with ClientSession() as session:
        yield Page(session, str(server.make_url("")).rstrip("/"), await connect())
    await server.close()


async def test_a_page_learns_what_the_creator_may_choose_and_what_is_left(page: Page) -> None:
    status, body, headers = await page.send("GET", f"creator?account_id={page.account.account_id}")

    assert status == 200
    assert body["nickname"] == "Mara Bakes"
    assert body["privacy_level_options"][-1] == "SELF_ONLY"
    assert body["duet_disabled"] is True
    assert body["max_video_post_duration_sec"] == 600
    assert body["quota"]["pending_shares"]["limit"] == 5
    assert headers["Access-Control-Allow-Origin"] == PAGE


async def test_a_page_learns_from_where_tiktok_may_fetch(page: Page) -> None:
    status, body, _ = await page.send("GET", "verified-addresses")

    assert (status, body) == (200, {"verified": [VERIFIED]})


@pytest.mark.parametrize(
    ("code", "status", "sentence"),
    [
        ("reached_active_user_cap", 403, "Try again tomorrow."),
        ("spam_risk_user_banned_from_posting", 403, "has banned this account"),
        ("a_code_of_next_year", 403, "does not know: a_code_of_next_year"),
        ("scope_not_authorized", 403, "allow every permission"),
    ],
)
async def test_a_creator_who_may_not_post_now_is_told_why(
    code: str, status: int, sentence: str, page: Page, sandbox: Sandbox
) -> None:
    endpoint = "/v2/post/publish/creator_info/query/"
    await sandbox.control(
        "POST", "faults", {"endpoint": endpoint, "kind": "error_200", "code": code}
    )

    answered, problem, headers = await page.send(
        "GET", f"creator?account_id={page.account.account_id}"
    )

    assert (answered, headers["Content-Type"].split(";")[0]) == (status, PROBLEM)
    assert sentence in problem["detail"]


async def test_a_post_begins_goes_on_and_is_told_with_a_next_step(page: Page) -> None:
    status, begun, headers = await page.send("POST", "upload", page.wish(), Idempotency_Key="k")
    assert (status, begun["status"]) == (201, "UPLOADING")
    assert headers["Location"] == begun["upload"]["url"]
    assert (await page.send("POST", "upload", page.wish(), Idempotency_Key="k"))[1] == begun

    for identity in (begun["post_id"], begun["publish_id"]):
        for path in (f"posts/{identity}", f"status/{identity}"):
            status, told, _ = await page.send("GET", path)
            assert (status, told["post_id"], told["attempt"]) == (200, begun["post_id"], 1)
            assert (told["media"], told["mode"]) == ("VIDEO", "DIRECT_POST")
            assert told["message"]
            assert told["next_step"]
            assert not set(told) & {"request", "user_id", "sealed_addresses", "request_sha256"}

    status, told, _ = await page.send("POST", f"posts/{begun['post_id']}/cancel")
    assert (status, told["status"], told["upload"]) == (202, "FAILED", None)
    assert told["message"] == "You gave this upload up."
    status, again, _ = await page.send("POST", f"posts/{begun['post_id']}/retry")
    assert (status, again["status"]) == (201, "UPLOADING")
    status, problem, _ = await page.send("POST", f"posts/{begun['post_id']}/retry")
    assert (status, problem["type"].rsplit("/", 1)[-1]) == (409, "not-retryable")


async def test_photos_and_fetched_videos_begin_without_an_upload_and_can_be_cancelled(
    page: Page,
) -> None:
    account_id = str(page.account.account_id)
    images = [f"https://{VERIFIED}/1.webp"]
    photos = {"account_id": account_id, "photo_images": images, "privacy_level": "SELF_ONLY"}
    clip = page.wish(source="PULL_FROM_URL", video_url=CLIP)
    clip.pop("video_size")
    for path, wish in (("photos", photos), ("upload", clip)):
        status, begun, _ = await page.send("POST", path, wish)
        assert (status, begun["status"], begun["upload"]) == (201, "PROCESSING", None)

        status, told, _ = await page.send("POST", f"posts/{begun['post_id']}/cancel")

        assert (status, told["source"]) == (202, "PULL_FROM_URL")


async def test_a_lost_answer_is_202(page: Page, sandbox: Sandbox) -> None:
    fault = {"endpoint": "/v2/post/publish/video/init/", "kind": "reset_after"}
    await sandbox.control("POST", "faults", fault)

    status, begun, _ = await page.send("POST", "upload", page.wish())

    assert (status, begun["status"], begun["publish_id"]) == (202, "INIT_OUTCOME_UNKNOWN", None)


async def test_what_cannot_be_read_or_is_not_there_is_a_problem(page: Page) -> None:
    nobody = str(uuid4())
    bodies: list[Any] = [
        page.wish(privacy_level=None),
        page.wish(video_size=10**40),
        page.wish(mode="INBOX"),
        page.wish(title="\ud800"),
        page.wish(video_url="https://elsewhere.example.com/a.mp4", video_size=None),
        page.wish(source="PULL_FROM_URL", video_size=None, video_url="https://evil.example/a"),
        page.wish(unknown=1),
        [],
        None,
    ]
    cases: list[tuple[str, str, Any, int]] = [("POST", "upload", body, 422) for body in bodies]
    cases += [
        ("POST", "upload", page.wish(account_id=nobody), 404),
        ("GET", "creator", None, 422),
        ("GET", "creator?account_id=x", None, 422),
        ("GET", f"creator?account_id={nobody}", None, 404),
        ("GET", f"creator?account_id={nobody}&more=1", None, 422),
        *(
            (method, path.format(identity), None, 404)
            for identity in (nobody, "%00", "%ED%A0%80", "%FF", "x" * 3000)
            for method, path in (
                ("GET", "posts/{}"),
                ("GET", "status/{}"),
                ("POST", "posts/{}/retry"),
                ("GET", "posts/{}/request"),
                ("POST", "posts/{}/cancel"),
            )
        ),
    ]
    for method, path, body, expected in cases:
        status, _, headers = await page.send(method, path, body)

        assert (status, headers["Content-Type"].split(";")[0]) == (expected, PROBLEM), (path, body)


async def test_an_upload_that_never_began_or_has_ended_cannot_be_cancelled(
    page: Page, parts: Parts, sandbox: Sandbox
) -> None:
    fault = {"endpoint": "/v2/post/publish/video/init/", "kind": "reset_after"}
    await sandbox.control("POST", "faults", fault)
    states: tuple[DeliveryState, ...] = ("INIT_OUTCOME_UNKNOWN", "PUBLISH_COMPLETE")
    for status in states:
        _, begun, _ = await page.send("POST", "upload", page.wish())
        await stand(parts, status, post_id=UUID(begun["post_id"]))

        answered, problem, _ = await page.send("POST", f"posts/{begun['post_id']}/cancel")

        assert (answered, problem["type"].rsplit("/", 1)[-1]) == (409, "not-cancellable")


async def test_a_retry_takes_what_its_user_has_changed_and_a_page_can_show_what_was_asked_for(
    page: Page, parts: Parts
) -> None:
    _, begun, _ = await page.send("POST", "upload", page.wish(title="One"))
    retry, shown = (f"posts/{begun['post_id']}/{what}" for what in ("retry", "request"))
    await stand(parts, "FAILED", "file_format_check_failed")
    _, told, _ = await page.send("GET", f"posts/{begun['post_id']}")
    assert (told["retry"], told["change"]) == ("safe", "file")

    refused: list[object] = [
        {"mode": "INBOX"},
        {"account_id": str(uuid4())},
        {"video_size": -1},
        [],
    ]
    for wrong in refused:
        status, problem, _ = await page.send("POST", retry, wrong)
        assert (status, problem["type"].rsplit("/", 1)[-1]) == (422, "invalid-request"), wrong
    status, again, _ = await page.send("POST", retry, {"video_size": 2000, "title": "Two"})

    assert (status, again["status"]) == (201, "UPLOADING")
    _, asked, _ = await page.send("GET", shown)
    assert (asked["title"], asked["video_size"]) == ("Two", 2000)
    assert (asked["privacy_level"], asked["consent"]) == ("SELF_ONLY", None)
    assert not set(asked) & {"account_id", "mode"}
    await stand(parts, "FAILED", "internal")
    assert (await page.send("POST", retry, {}))[0] == 201


async def test_another_users_post_is_not_found(page: Page, connect: Connect) -> None:
    _, begun, _ = await page.send("POST", "upload", page.wish())
    stranger = Page(page.session, page.url, await connect("theo"))

    paths = (("GET", ""), ("GET", "/request"), ("POST", "/retry"), ("POST", "/cancel"))
    for method, path in paths:
        status, _, _ = await stranger.send(method, f"posts/{begun['post_id']}{path}")
        assert status == 404


def test_every_state_and_reason_is_told_in_a_sentence_with_a_next_step() -> None:
    reasons = (None, "internal", "spam_risk", "reauthorization-required", "a_code_of_next_year")
    for status, reason, source in product(
        get_args(DeliveryState), reasons, ("FILE_UPLOAD", "PULL_FROM_URL")
    ):
        given: dict[str, Any] = {"status": status, "fail_reason": reason, "source": source}
        made: dict[str, Any] = {"media": "VIDEO", "mode": "DIRECT_POST", "post_ids": []}
        request = {"privacy_level": "PUBLIC_TO_EVERYONE"}
        post = PostView.model_construct(**given, **made, request=request, status_since=NOW)

        assert all(sentence.endswith(".") for sentence in words_of(post, NOW))


def test_every_operation_is_in_the_openapi_document() -> None:
    document = openapi("TikTok", "Publishing.", ENDPOINTS)

    assert "/api/tiktok/creator" in document["paths"]
