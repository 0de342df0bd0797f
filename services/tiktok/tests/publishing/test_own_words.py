"""TikTok's own sentence about a refusal, and its log id: kept, told, and marked as TikTok's."""

import json

import pytest
from structlog.testing import capture_logs

from contracts.tiktok.events import InitRejected, PostFailed
from tiktok.api.views import StatusAnswer
from tiktok.errors import PostRejected, TikTokUnavailable, UrlOwnershipUnverified
from tiktok.parts import Parts
from tiktok.posts.queries import PostQueries
from tiktok.posts.view import PostView

from ..support import VERIFIED, Connect, Connected, Sandbox, bodies

DIRECT = "/v2/post/publish/video/init/"
PHOTOS = "/v2/post/publish/content/init/"
STATUS = "/v2/post/publish/status/fetch/"
LOG_ID = "20260915093100AB34CD56EF7890AB12CE"


async def refuses(sandbox: Sandbox, endpoint: str, message: str, code: str) -> None:
    """Let TikTok refuse the next call with these words."""
    error = {"code": code, "message": message, "log_id": LOG_ID}
    fault = {"endpoint": endpoint, "kind": "status", "status": 400}
    await sandbox.control("POST", "faults", {**fault, "body": json.dumps({"error": error})})


async def only_post(parts: Parts, account: Connected) -> PostView:
    """Read the one post of an account."""
    async with parts.pool.connection() as connection:
        cursor = await connection.execute("SELECT post_id FROM posts")
        [(post_id,)] = await cursor.fetchall()
    return await PostQueries(parts.pool).require(str(post_id), account.user_id)


async def test_tiktoks_own_sentence_and_log_id_are_kept_beside_ours(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    account = await connect()
    await refuses(sandbox, DIRECT, "The chunk size is invalid", "invalid_params")

    with pytest.raises(PostRejected, match="does not understand what was sent") as refused:
        await parts.publishing.start(account.user_id, account.request(), "key-1")

    told = {"platform_code": "invalid_params", "log_id": LOG_ID}
    assert refused.value.members == {**told, "platform_message": "The chunk size is invalid"}
    [event] = await bodies(parts, InitRejected)
    assert event.platform_message == "The chunk size is invalid"
    assert event.message == str(refused.value)
    assert event.log_id == LOG_ID
    shown = StatusAnswer.of(await only_post(parts, account), "http://127.0.0.1")
    assert (shown.platform_message, shown.log_id) == ("The chunk size is invalid", LOG_ID)
    with pytest.raises(PostRejected) as again:  # the same key gives the same answer
        await parts.publishing.start(account.user_id, account.request(), "key-1")
    assert again.value.members == refused.value.members


async def test_the_log_names_the_code_and_the_call_but_not_tiktoks_sentence(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    account = await connect()
    await refuses(sandbox, DIRECT, "The title Bread 1 is invalid", "invalid_params")

    with capture_logs() as lines, pytest.raises(PostRejected):
        await parts.publishing.start(account.user_id, account.request(), None)

    [line] = [line for line in lines if line["event"] == "post rejected"]
    assert (line["reason"], line["log_id"]) == ("invalid_params", LOG_ID)
    assert "Bread" not in str(lines)


async def test_a_new_attempt_does_not_show_the_words_about_the_last(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    account = await connect()
    await refuses(sandbox, DIRECT, "Try tomorrow", "spam_risk_too_many_posts")
    with pytest.raises(PostRejected):
        await parts.publishing.start(account.user_id, account.request(), None)
    refused = await only_post(parts, account)

    again = await parts.retrying.retry(account.user_id, str(refused.post_id), None)

    assert (refused.platform_message, again.platform_message) == ("Try tomorrow", None)
    assert (again.log_id, again.fail_reason) == (None, None)


async def test_a_failure_that_tiktok_tells_of_when_asked_has_the_log_id_of_that_call(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    account = await connect()
    post = await parts.publishing.start(account.user_id, account.fetched(), None)
    body = {
        "data": {"status": "FAILED", "fail_reason": "video_pull_failed"},
        "error": {"code": "ok", "message": "", "log_id": LOG_ID},
    }
    fault = {"endpoint": STATUS, "kind": "status", "status": 200, "body": json.dumps(body)}
    await sandbox.control("POST", "faults", fault)

    await parts.polling.ask(post.post_id)

    [failed] = await bodies(parts, PostFailed)
    assert failed.log_id == LOG_ID
    assert (await only_post(parts, account)).log_id == LOG_ID


async def test_where_tiktok_names_one_of_several_photos_it_is_told_by_its_number(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    account = await connect()
    message = f"Cannot use https://{VERIFIED}/2.jpg for this post"
    await refuses(sandbox, PHOTOS, message, "url_ownership_unverified")

    with pytest.raises(PostRejected, match=r"^Photo 2: TikTok has not verified") as refused:
        await parts.publishing.start(account.user_id, account.photos(), None)

    said = "Cannot use address 2 for this post"
    assert refused.value.members["platform_message"] == said
    assert (await only_post(parts, account)).platform_message == said


async def test_an_address_that_we_refuse_is_named_by_its_number_and_not_laid_on_tiktok(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    account = await connect()
    addresses = [f"https://{VERIFIED}/1.jpg", f"https://{VERIFIED}/2.jpg", "https://a.example/3"]

    with pytest.raises(UrlOwnershipUnverified) as refused:
        await parts.publishing.start(account.user_id, account.photos(photo_images=addresses), None)
    with pytest.raises(UrlOwnershipUnverified) as single:
        await parts.publishing.start(account.user_id, account.fetched(addresses[2]), None)

    sentence = "The address is not on a domain that this Postlog lets TikTok fetch from."
    assert (str(refused.value), str(single.value)) == (f"Photo 3: {sentence}", sentence)
    assert await sandbox.calls(PHOTOS) == 0


async def test_a_status_that_cannot_be_read_is_told_in_a_sentence_without_a_code(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    account = await connect()
    post = await parts.publishing.start(account.user_id, account.request(), None)
    fault = {"endpoint": STATUS, "kind": "html", "status": 502, "count": 9}
    await sandbox.control("POST", "faults", fault)

    with pytest.raises(TikTokUnavailable) as refused:
        await parts.polling.ask(post.post_id)

    assert "answered with something that cannot be read" in str(refused.value)
    assert "unreadable" not in str(refused.value)
