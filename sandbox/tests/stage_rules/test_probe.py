"""What a file says about itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.stage.media.mp4 import Movie, movie_of
from sandbox.stage.media.probe import Facts, Probe
from sandbox.stage.media.samples import Sample

GOOD = {"kind": "mp4", "width": 1080, "height": 1920, "duration": 10, "frames_per_second": 30}


def probed(step: int = 997, **changes: object) -> Facts:
    """The facts of a sample, fed in small parts."""
    probe = Probe()
    content = b"".join(Sample(**{"size": 5000, **changes}).parts())
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
