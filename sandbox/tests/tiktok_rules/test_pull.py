"""PULL_FROM_URL: who may be fetched from, how it is fetched, and how long."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from sandbox.tiktok.posting.url_properties import Properties, Unfetchable, check_fetchable, verified

from .support import Answer, Client, Eventually, Reaches, Receiver

HTTPS = "https://media.test/9.mp4"


@pytest.fixture(autouse=True)
async def local_http(client: Client) -> None:
    """The test media are on this machine."""
    await client.switch(pull_http=True, status_per_minute=100_000)


def code(answer: tuple[int, Answer]) -> tuple[int, str]:
    return answer[0], answer[1]["error"]["code"]


async def test_a_pull_really_fetches_and_hashes_the_file(
    client: Client, reaches: Reaches, sha256: Callable[[bytes], str]
) -> None:
    url = await client.media(size=700_001)
    _, answer = await client.pull(await client.token(), url)
    post = await reaches(answer["data"]["publish_id"], "PUBLISH_COMPLETE")

    served = await (await client.session.get(url)).read()

    assert answer["data"].keys() == {"publish_id"}
    assert post["sha256"] == sha256(served)
    assert post["downloaded_bytes"] == len(served) == 700_001


async def test_publish_ids_tell_mode_and_source(client: Client) -> None:
    token, url = await client.token(), await client.media()
    body = {"source_info": {"source": "PULL_FROM_URL", "video_url": url}}

    direct = (await client.pull(token, url))[1]["data"]["publish_id"]
    inbox = (await client.post("inbox/video/init", token, body))[1]["data"]["publish_id"]

    assert re.fullmatch(r"v_pub_url~v2-1\.\d{19}", direct)
    assert re.fullmatch(r"v_inbox_url~v2\.\d{19}", inbox)


async def test_progress_is_told_in_downloaded_bytes(client: Client, eventually: Eventually) -> None:
    token = await client.token()
    url = await client.media(size=1_000_000, stall_after=300_000)
    _, answer = await client.pull(token, url)

    async def part() -> object:
        status = await client.status(token, answer["data"]["publish_id"])
        return status if status.get("downloaded_bytes", 0) >= 300_000 else None

    status = await eventually(part)
    assert status["status"] == "PROCESSING_DOWNLOAD"
    assert "uploaded_bytes" not in status


@pytest.mark.parametrize(
    "wish",
    [
        {"redirect_to": "/media/other.mp4"},
        {"status": 404},
        {"status": 206},
        {"cut_after": 100_000, "size": 500_000},
        {"size": 0},
    ],
)
async def test_a_redirect_or_a_broken_answer_fails_the_post(
    client: Client, receiver: Receiver, reaches: Reaches, wish: dict[str, Any]
) -> None:
    _, answer = await client.pull(await client.token(), await client.media(**wish))

    post = await reaches(answer["data"]["publish_id"], "FAILED")

    assert post["fail_reason"] == "video_pull_failed"
    await receiver.wait_for(1)


async def test_a_download_that_takes_an_hour_fails(
    client: Client, eventually: Eventually, reaches: Reaches
) -> None:
    url = await client.media(size=1_000_000, stall_after=300_000)
    _, answer = await client.pull(await client.token(), url)
    publish_id = answer["data"]["publish_id"]

    async def started() -> object:
        return (await client.post_of(publish_id))["downloaded_bytes"]

    await eventually(started)
    await client.control("PUT", "clock", {"advance_seconds": 3599})
    before = (await client.post_of(publish_id))["status"]
    await client.control("PUT", "clock", {"advance_seconds": 2})

    post = await reaches(publish_id, "FAILED")
    assert before == "PROCESSING_DOWNLOAD"
    assert (post["fail_reason"], post["pull_failure"]) == ("video_pull_failed", "timed out")


async def test_only_verified_properties_are_fetched_from(client: Client) -> None:
    token = await client.token()
    foreign = await client.pull(token, HTTPS)
    await client.control("PUT", "properties", {"domains": ["media.test"]})

    assert code(foreign) == (403, "url_ownership_unverified")
    assert "#pull_from_url" in foreign[1]["error"]["message"]
    assert code(await client.pull(token, HTTPS)) == (200, "ok")


async def test_plain_http_is_refused_unless_switched_on(client: Client) -> None:
    url = await client.media()
    await client.switch(pull_http=False)

    assert code(await client.pull(await client.token(), url)) == (400, "invalid_params")


@pytest.mark.parametrize(
    ("url", "covered"),
    [
        ("https://static.example.com/a.mp4", True),
        ("https://video.static.example.com/a.mp4", True),
        ("https://example.com/a.mp4", False),
        ("https://evilstatic.example.com/a.mp4", False),
        ("https://other.example/videos/user/deep/a.mp4", True),
        ("https://other.example/videos/a.mp4", False),
        ("https://sub.other.example/videos/user/a.mp4", False),
        ("https://other.example/videos/user2/a.mp4", False),
    ],
)
def test_a_domain_covers_its_subdomains_and_a_prefix_what_is_under_it(
    url: str, covered: bool
) -> None:
    mine = verified(["static.example.com"], ["https://other.example/videos/user"], http=False)

    assert mine.cover(url) is covered


@pytest.mark.parametrize("prefix", ["http://host.test/v/", "https://192.0.2.7/v/"])
def test_a_prefix_is_https_and_no_address(prefix: str) -> None:
    with pytest.raises(ValueError, match="prefix"):
        verified([], [prefix], http=False)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://host.test/a",
        "host.test/a",
        "https:///a",
        "https://u@host.test/a",
        "https://host.test/v/../a",
        "https://host.test\\@evil.test/",
        "https://host.test:0/",
        "https://host.test:x/",
        "https://[broken/",
    ],
)
def test_an_address_that_hides_its_target_is_not_fetched(url: str) -> None:
    with pytest.raises(Unfetchable):
        check_fetchable(url, http=True)


def test_nothing_is_verified_at_first() -> None:
    assert not Properties().cover(HTTPS)


async def test_a_slow_pull_can_be_cancelled_and_is_told_so(
    client: Client, receiver: Receiver, eventually: Eventually
) -> None:
    token = await client.token()
    url = await client.media(size=1_000_000, stall_after=300_000)
    _, answer = await client.pull(token, url)
    wish = {"publish_id": answer["data"]["publish_id"]}

    cancelled = await client.post("cancel", token, wish)
    again = await client.post("cancel", token, wish)

    assert cancelled[1].keys() == {"error"}
    assert code(cancelled) == (200, "ok")
    assert code(again) == (400, "publish_not_cancellable")
    assert await client.status(token, wish["publish_id"]) == {
        "status": "FAILED",
        "fail_reason": "publish_cancelled",
    }
    [(_, body)] = await receiver.wait_for(1)
    assert b"publish_cancelled" in body


async def test_a_pull_near_its_end_cannot_be_cancelled(
    client: Client, eventually: Eventually
) -> None:
    token = await client.token()
    _, answer = await client.pull(token, await client.media(size=1_000_000, stall_after=950_000))
    publish_id = answer["data"]["publish_id"]

    async def nearly() -> bool:
        return bool((await client.post_of(publish_id))["downloaded_bytes"] >= 950_000)

    await eventually(nearly)

    refused = await client.post("cancel", token, {"publish_id": publish_id})

    assert code(refused) == (400, "publish_not_cancellable")


async def test_an_upload_or_a_finished_pull_cannot_be_cancelled(
    client: Client, reaches: Reaches
) -> None:
    token = await client.token()
    upload, _ = await client.begin(token)
    _, answer = await client.pull(token, await client.media())
    pulled = answer["data"]["publish_id"]
    await reaches(pulled, "PUBLISH_COMPLETE")

    for publish_id in (upload, pulled):
        refused = await client.post("cancel", token, {"publish_id": publish_id})
        assert code(refused) == (400, "publish_not_cancellable")


async def test_a_foreign_or_unknown_post_cannot_be_cancelled(client: Client) -> None:
    _, answer = await client.pull(await client.token(), await client.media())
    theo = await client.token("theo")

    unknown = await client.post("cancel", theo, {"publish_id": "v_pub_url~v2-1.1"})
    foreign = await client.post("cancel", theo, {"publish_id": answer["data"]["publish_id"]})

    assert code(unknown) == (400, "invalid_publish_id")
    assert code(foreign) == (400, "token_not_authorized_for_specified_publish_id")


async def test_the_rate_of_pulls_is_a_switch(client: Client, eventually: Eventually) -> None:
    await client.switch(pull_rate=1_000)
    _, answer = await client.pull(await client.token(), await client.media(size=600_000))

    async def begun() -> object:
        return (await client.post_of(answer["data"]["publish_id"]))["downloaded_bytes"]

    assert await eventually(begun) < 600_000
