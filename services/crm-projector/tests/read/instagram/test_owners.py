"""What Instagram's lists show, and to whom."""

from uuid import UUID, uuid5

import pytest

from common.event import NAMESPACE
from common.postgres import Pool

from ...asking import TIMELINE, Api
from ...builders import ACCOUNT, BOBS_ACCOUNT, Story
from ...database import settle
from ...instagram import BOBS_IG_POST, IG_POST, delivery
from ...sessions import ALICE, BOB, Signer

ROOT = "/api/crm/instagram"
LISTS = {
    f"{ROOT}/accounts": "accounts",
    f"{ROOT}/posts": "posts",
    f"{ROOT}/media?ours=false": "media",
    f"{ROOT}/comments": "comments",
    f"{ROOT}/mentions": "mentions",
    f"{ROOT}/inbox": "items",
    f"{ROOT}/account-insights": "days",
    "/api/crm/posts": "posts",
    "/api/crm/insights": "insights",
    "/api/crm/webhook-events": "webhook_events",
}
NARROWED = [
    f"{ROOT}/posts",
    f"{ROOT}/media",
    f"{ROOT}/comments",
    f"{ROOT}/mentions",
    f"{ROOT}/inbox",
    f"{ROOT}/account-insights",
    "/api/crm/posts",
    "/api/crm/insights",
    "/api/crm/insights/daily",
]
TESTS = f"{ROOT}/webhook-tests"
EVERY_ROUTE = [
    *NARROWED,
    f"{ROOT}/accounts",
    f"{ROOT}/posts/{IG_POST}",
    f"{ROOT}/inbox/count",
    TESTS,
]


@pytest.mark.parametrize("path", EVERY_ROUTE)
async def test_without_a_session_nothing_is_shown(path: str, api: Api, both: None) -> None:
    for headers in ({}, Signer().headers(ALICE), api.signer.headers(ALICE, minutes=-1)):
        status, body = await api.ask(path, headers)
        assert (status, body["type"]) == (401, "/problems/not-signed-in")


@pytest.mark.parametrize(("path", "name"), LISTS.items())
@pytest.mark.parametrize(("user_id", "own"), [(ALICE, ACCOUNT), (BOB, BOBS_ACCOUNT)])
async def test_a_list_has_the_users_own_rows_only(
    path: str, name: str, user_id: UUID, own: UUID, api: Api, both: None
) -> None:
    body = await api.get(path, user_id)

    assert {row["account_id"] for row in body[name]} == {str(own)}


@pytest.mark.parametrize(("path", "name"), LISTS.items())
async def test_a_user_without_accounts_sees_empty_lists(
    path: str, name: str, api: Api, both: None
) -> None:
    assert (await api.get(path, uuid5(NAMESPACE, "carol")))[name] == []


@pytest.mark.parametrize("path", NARROWED)
@pytest.mark.parametrize("account", [BOBS_ACCOUNT, uuid5(NAMESPACE, "nobody's account")])
async def test_another_users_account_looks_like_none(
    path: str, account: UUID, api: Api, both: None
) -> None:
    status, body = await api.ask(f"{path}?account_id={account}", api.signer.headers(ALICE))

    assert (status, body["detail"]) == (404, "No such account.")


@pytest.mark.parametrize("post_id", [BOBS_IG_POST, uuid5(NAMESPACE, "none"), "x", "%00"])
async def test_a_post_that_is_not_ones_own_is_not_found(
    post_id: object, api: Api, both: None
) -> None:
    status, body = await api.ask(f"{ROOT}/posts/{post_id}", api.signer.headers(ALICE))

    assert (status, body["detail"]) == (404, "No such post.")


async def test_another_users_things_are_not_found_by_their_ids(api: Api, both: None) -> None:
    for question in (
        "/api/crm/insights?post_id={}",
        "/api/crm/instagram/comments?comment_id={}",
        "/api/crm/instagram/comments?media_id={}",
        "/api/crm/instagram/comments?thread_id={}",
        "/api/crm/instagram/inbox?comment_id={}",
        "/api/crm/instagram/inbox?media_id={}",
    ):
        body = await api.get(question.format(BOBS_IG_POST), ALICE)
        assert next(iter(body.values())) == []


async def test_the_timeline_tells_the_story_without_its_samples(api: Api, both: None) -> None:
    shown = (await api.get(TIMELINE.format(ACCOUNT)))["events"]
    samples = (await api.get(TIMELINE.format(ACCOUNT) + "?samples=true"))["events"]

    kinds = {one["type"].split(".")[1] for one in shown}
    assert kinds == {
        "AccountConnected",
        "PageObserved",
        "MediaRequested",
        "MediaObserved",
        "CommentReceived",
        "MentionReceived",
        "ReplyRequested",
    }
    assert {one["type"].split(".")[1] for one in samples} - kinds == {
        "InsightsSampled",
        "AccountInsightsSampled",
    }


async def test_a_test_of_the_address_is_shown_to_everybody_and_among_nobodys_deliveries(
    api: Api, pool: Pool, both: None
) -> None:
    before = await api.get("/api/crm/webhook-events", ALICE)
    test = delivery("0", at=5, external_id="comments|0|17865799348089039|1")
    await settle(pool, [Story().tell(test, None, at=6)])

    shown = await api.get(TESTS, ALICE)

    assert shown == await api.get(TESTS, BOB)
    assert [(one["event"], one["create_time"]) for one in shown["webhook_tests"]] == [
        ("comments", "2026-11-01T12:00:05Z")
    ]
    assert await api.get("/api/crm/webhook-events", ALICE) == before
