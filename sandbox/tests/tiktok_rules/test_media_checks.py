"""Which `fail_reason` a file gets."""

from typing import Any

import pytest

from sandbox.stage.media.probe import Facts, Probe
from sandbox.stage.media.samples import Sample
from sandbox.tiktok.posting.media_checks import video_fail_reason

from .support import Client, Reaches

GOOD = {"kind": "mp4", "width": 1080, "height": 1920, "duration": 10, "frames_per_second": 30}


def probed(**changes: object) -> Facts:
    """The facts of a sample."""
    probe = Probe()
    for part in Sample(**{"size": 5000, **changes}).parts():
        probe.feed(part)
    return probe.facts()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({}, None),
        ({"kind": "webm"}, None),
        ({"kind": "png"}, "file_format_check_failed"),
        ({"kind": "bytes"}, "file_format_check_failed"),
        ({"duration": 601}, "duration_check_failed"),
        ({"frames_per_second": 15}, "frame_rate_check_failed"),
        ({"frames_per_second": 90}, "frame_rate_check_failed"),
        ({"width": 359}, "picture_size_check_failed"),
        ({"height": 4097}, "picture_size_check_failed"),
    ],
)
def test_every_rule_of_a_video_has_its_reason(change: dict[str, Any], reason: str | None) -> None:
    assert video_fail_reason(probed(**{**GOOD, **change}), longest=600) == reason


def test_what_a_file_does_not_tell_is_not_held_against_it() -> None:
    assert video_fail_reason(Facts(5, "mp4"), longest=600) is None


async def test_uploads_are_looked_into_where_the_switch_says_so(
    client: Client, reaches: Reaches
) -> None:
    await client.switch(media_checks="all")
    token = await client.token()
    good = b"".join(Sample(**GOOD, size=5000).parts())
    long = b"".join(Sample(**{**GOOD, "duration": 601}, size=5000).parts())

    accepted, refused = await client.publish(token, good), await client.publish(token, long)
    nonsense = await client.publish(token, b"hello video")

    await reaches(accepted, "PUBLISH_COMPLETE")
    assert (await reaches(refused, "FAILED"))["fail_reason"] == "duration_check_failed"
    assert (await reaches(nonsense, "FAILED"))["fail_reason"] == "file_format_check_failed"


async def test_a_creators_own_longest_duration_counts_for_direct_posts_alone(
    client: Client, reaches: Reaches
) -> None:
    await client.switch(media_checks="all", pull_http=True)
    await client.control("PATCH", "users/mara", {"max_video_post_duration_sec": 5})
    token, url = await client.token(), await client.media(duration=10)
    _, direct = await client.pull(token, url)
    source = {"source": "PULL_FROM_URL", "video_url": url}
    _, inbox = await client.post("inbox/video/init", token, {"source_info": source})

    failed = await reaches(direct["data"]["publish_id"], "FAILED")

    assert failed["fail_reason"] == "duration_check_failed"
    await reaches(inbox["data"]["publish_id"], "SEND_TO_USER_INBOX")


async def test_random_bytes_pass_while_the_checks_are_off(client: Client, reaches: Reaches) -> None:
    await reaches(await client.publish(await client.token()), "PUBLISH_COMPLETE")
