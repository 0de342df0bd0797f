"""What a file is, and which `fail_reason` it gets."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.boxes import Movie, movie_of
from sandbox.probe import Facts, Probe, complaint_about_video
from sandbox.samples import Sample

from .support import Client, Reaches

GOOD = {"kind": "mp4", "width": 1080, "height": 1920, "duration": 10, "frames_per_second": 30}


def probed(step: int = 997, **wish: object) -> Facts:
    """The facts of a sample, fed in small parts."""
    probe = Probe()
    content = b"".join(Sample(**{"size": 5000, **wish}).parts())
    for at in range(0, len(content), step):
        probe.feed(content[at : at + step])
    return probe.facts()


@pytest.mark.parametrize("kind", ["mp4", "mov"])
@pytest.mark.parametrize("step", [1, 7, 997, 100_000])
def test_a_movie_tells_its_duration_sides_and_rate_however_it_is_cut(kind: str, step: int) -> None:
    facts = probed(step, **{**GOOD, "kind": kind})

    assert (facts.format, facts.duration, facts.width, facts.height) == (kind, 10, 1080, 1920)
    assert facts.frames_per_second == pytest.approx(30, rel=0.01)


@pytest.mark.parametrize("kind", ["jpeg", "webp"])
def test_a_picture_tells_its_sides(kind: str) -> None:
    facts = probed(kind=kind, width=1080, height=1441)

    assert (facts.format, facts.width, facts.height) == (kind, 1080, 1441)


@pytest.mark.parametrize("kind", ["webm", "png", "bytes"])
def test_other_formats_are_told_by_their_signature_alone(kind: str) -> None:
    facts = probed(kind=kind)

    assert facts.format == (None if kind == "bytes" else kind)
    assert facts.width is None


@pytest.mark.parametrize(
    "content", [b"", b"\0" * 40, b"\0\0\0\x08moov", b"\xff\xd8\xff\xe0", b"RIFF"]
)
def test_nonsense_tells_nothing_and_breaks_nothing(content: bytes) -> None:
    probe = Probe()
    probe.feed(content)

    assert probe.facts().duration is None


@given(
    st.lists(st.binary(max_size=40), max_size=8), st.sampled_from((b"", b"\xff\xd8\xff", b"RIFF"))
)
def test_no_bytes_break_the_probe(parts: list[bytes], start: bytes) -> None:
    probe, index = Probe(), b"".join(parts)
    for part in (start, *parts):
        probe.feed(part)

    assert probe.facts().size == len(start) + len(index)
    assert isinstance(movie_of(index), Movie)


def test_an_index_of_nonsense_tells_nothing() -> None:
    assert movie_of(b"\0\0\0\x0cmvhd\0\0\0\0") == Movie()


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
    assert complaint_about_video(probed(**{**GOOD, **change}), longest=600) == reason


def test_what_a_file_does_not_tell_is_not_held_against_it() -> None:
    assert complaint_about_video(Facts(5, "mp4"), longest=600) is None


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
