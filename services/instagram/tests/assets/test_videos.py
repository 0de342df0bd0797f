"""What is found in a video, and what is mended: each trap by a small file that has it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import pytest

from instagram.assets import boxes, video_facts
from instagram.assets.boxes import Edit, Track
from instagram.assets.edits import effect
from instagram.assets.verdict import Verdict
from instagram.assets.video_facts import Picture, Sound, VideoFacts
from instagram.assets.video_rules import problems
from instagram.assets.videos import examine

from .files import given
from .videos import CLOCK, boxes_of, film, with_edit

Examine = Callable[[bytes], tuple[Verdict, Path]]
FRAME = CLOCK // 30


@pytest.fixture
def examined(tmp_path: Path) -> Examine:
    """Look into a file; gives the verdict, and where the mended one is."""

    def look(content: bytes) -> tuple[Verdict, Path]:
        target = tmp_path / "target"
        return examine(given(tmp_path / "source", content), target), target

    return look


def codes(verdict: Verdict) -> set[str]:
    """What rules a use out."""
    return {problem.code for problem in verdict.problems if problem.rules_out}


def told(verdict: Verdict) -> set[str]:
    """What is only worth knowing."""
    return {problem.code for problem in verdict.problems if not problem.rules_out}


def changed(verdict: Verdict) -> set[str]:
    """What was mended."""
    return {change.code for change in verdict.changes}


def frames(content: bytes, path: Path) -> list[bytes]:
    """Every frame of a video, decoded."""
    with av.open(str(given(path, content))) as opened:
        return [bytes(frame.planes[0]) for frame in opened.decode(video=0)]


def test_a_good_video_is_sent_as_it_is(examined: Examine) -> None:
    verdict, target = examined(film(flags="faststart"))

    assert verdict.problems == ()
    assert verdict.changes == ()
    assert not target.exists()
    assert verdict.uses == ("REELS", "STORIES", "CAROUSEL")
    assert (verdict.width, verdict.height, verdict.duration_ms) == (72, 128, 4000)
    assert verdict.content_type == "video/mp4"


def test_an_index_at_the_end_is_moved_to_the_front(examined: Examine, tmp_path: Path) -> None:
    content = film()
    assert boxes_of(content)[-1] == b"moov"

    verdict, target = examined(content)

    assert changed(verdict) == {"INDEX_IN_FRONT"}
    copied = target.read_bytes()
    assert boxes_of(copied).index(b"moov") < boxes_of(copied).index(b"mdat")
    assert frames(copied, tmp_path / "copied") == frames(content, tmp_path / "given")
    assert verdict.size == len(copied)


def test_a_mov_with_its_index_in_front_is_sent_as_it_is(examined: Examine) -> None:
    verdict, target = examined(film(form="mov", flags="faststart"))

    assert verdict.content_type == "video/quicktime"
    assert verdict.uses
    assert not target.exists()


@pytest.mark.parametrize("options", [{"preset": "ultrafast"}, {"preset": "veryfast", "bf": "2"}])
def test_the_edit_list_that_every_file_has_is_no_fault(
    options: dict[str, str], examined: Examine
) -> None:
    content = film(flags="faststart", options=options)
    assert content.count(b"elst") == 2

    verdict, _ = examined(content)

    assert codes(verdict) == set()


@pytest.mark.parametrize(
    ("edit", "word"),
    [
        ((4000, -1, 1), "pause"),
        ((4000, 0, 0.5), "speed"),
        ((3000, 16384, 1), "later"),
        ((3000, 0, 1), "earlier"),
    ],
)
@pytest.mark.parametrize("track", [0, 1])
def test_an_edit_list_with_an_effect_is_refused(
    edit: tuple[int, int, float], word: str, track: int, examined: Examine
) -> None:
    length, start, rate = edit
    content = with_edit(film(flags="faststart"), length, start * (3 if track else 1), rate, track)

    verdict, target = examined(content)

    [problem] = [one for one in verdict.problems if one.code == "EDITED"]
    assert word in problem.sentence
    assert ("sound" if track else "picture") in problem.sentence
    assert not verdict.uses
    assert not target.exists()


@pytest.mark.parametrize(
    ("edits", "passes"),
    [
        ([], True),
        ([Edit(5000, 0, 1)], True),
        ([Edit(5000, 1024, 1)], True),
        ([Edit(0, 0, 1)], True),
        ([Edit(2000, 0, 1), Edit(3000, 30720, 1)], False),
        ([Edit(5000, -1, 1)], False),
        ([Edit(5000, 0, 2)], False),
        ([Edit(4000, 16384, 1)], False),
        ([Edit(4000, 0, 1)], False),
    ],
)
def test_an_edit_list_is_judged_by_its_effect(edits: list[Edit], *, passes: bool) -> None:
    track = Track(b"vide", CLOCK, 5 * CLOCK, b"", tuple(edits), 1024, (0, 0))

    assert (effect(track, 1000) is None) == passes


def test_the_video_tracks_own_length_counts(examined: Examine) -> None:
    """The sound lasts 3.2 s, and so does the file as every library tells."""
    short = film(flags="faststart", times=range(0, 89 * FRAME, FRAME), sound=3.2)

    verdict, _ = examined(short)

    assert verdict.duration_ms == 2967
    assert codes(verdict) == {"TOO_SHORT"}


def test_three_seconds_are_enough(examined: Examine) -> None:
    verdict, _ = examined(film(flags="faststart", times=range(0, 90 * FRAME, FRAME)))

    assert verdict.duration_ms == 3000
    assert codes(verdict) == set()


def test_frames_are_counted_over_the_time_that_is_shown(tmp_path: Path) -> None:
    times = [*range(0, 10 * FRAME, FRAME), *range(10 * FRAME, 30 * FRAME, 2 * FRAME)]
    path = given(tmp_path / "video", film(times=times, sound=None))

    picture = video_facts.look(path).picture

    assert picture is not None
    assert round(picture.rate, 2) == 20.69
    assert round(1 / picture.longest_gap) == 15


def test_a_still_before_a_fast_video_is_no_fast_video(examined: Examine) -> None:
    """What a library guesses from the most frequent step is 60 frames a second."""
    times = [0, *range(5 * CLOCK, 6 * CLOCK, CLOCK // 60)]

    verdict, _ = examined(film(flags="faststart", times=times, sound=None))

    [problem] = [one for one in verdict.problems if one.code == "FRAME_RATE"]
    assert "one in 5.00 s" in problem.sentence


@pytest.mark.parametrize(("rate", "passes"), [(15, False), (24, True), (60, True), (96, False)])
def test_instagram_takes_23_to_60_frames_a_second(
    rate: int, examined: Examine, *, passes: bool
) -> None:
    times = range(0, 4 * CLOCK, CLOCK // rate)

    verdict, _ = examined(film(flags="faststart", times=times, sound=None))

    assert ("FRAME_RATE" not in codes(verdict)) == passes


@pytest.mark.parametrize("turn", [-90, 90])
def test_a_phones_portrait_is_judged_and_copied_upright(
    turn: int, examined: Examine, tmp_path: Path
) -> None:
    verdict, target = examined(film(size=(128, 72), turn=turn))

    assert (verdict.width, verdict.height) == (72, 128)
    assert "NOT_9_16" not in told(verdict)
    assert changed(verdict) == {"INDEX_IN_FRONT"}
    with av.open(str(target)) as opened:
        assert next(opened.decode(video=0)).rotation == turn


def test_a_picture_upside_down_keeps_its_size(examined: Examine) -> None:
    verdict, _ = examined(film(flags="faststart", turn=180))

    assert (verdict.width, verdict.height) == (72, 128)


def test_what_a_browser_records_is_joined(examined: Examine) -> None:
    verdict, target = examined(film(flags="frag_keyframe+empty_moov"))

    assert changed(verdict) == {"MADE_WHOLE"}
    assert b"moof" not in boxes_of(target.read_bytes())
    assert verdict.uses


def test_a_matroska_file_with_the_right_codecs_is_copied(examined: Examine) -> None:
    verdict, target = examined(film(form="matroska"))

    assert changed(verdict) == {"MADE_MP4"}
    assert boxes_of(target.read_bytes())[0] == b"ftyp"
    assert verdict.content_type == "video/mp4"
    assert verdict.uses


@pytest.mark.parametrize(
    ("codec", "sound", "form", "expected"),
    [
        ("libvpx-vp9", "libopus", "mp4", {"VIDEO_CODEC", "SOUND_CODEC"}),
        ("libvpx-vp9", "libopus", "webm", {"VIDEO_CODEC", "SOUND_CODEC"}),
        ("libsvtav1", "aac", "mp4", {"VIDEO_CODEC"}),
        ("mpeg4", "aac", "mp4", {"VIDEO_CODEC"}),
        ("libx264", "pcm_s16le", "mov", {"SOUND_CODEC"}),
    ],
)
def test_the_codecs_count_and_not_the_files_name(
    codec: str, sound: str, form: str, expected: set[str], examined: Examine
) -> None:
    content = film(form=form, codec=codec, options={}, sound_codec=sound, sound_rate=48_000)

    verdict, target = examined(content)

    assert codes(verdict) == expected
    assert not target.exists()


def test_hevc_is_taken(examined: Examine) -> None:
    options = {"preset": "ultrafast", "x265-params": "log-level=none"}

    verdict, _ = examined(film(flags="faststart", codec="libx265", options=options))

    assert codes(verdict) == set()


@pytest.mark.parametrize("keep", [0.5, 0.99])
def test_a_file_that_was_cut_off_is_refused_though_its_index_is_whole(
    keep: float, examined: Examine
) -> None:
    whole = film(flags="faststart")

    verdict, _ = examined(whole[: int(len(whole) * keep)])

    assert "CUT_OFF" in codes(verdict)
    assert not verdict.uses


def test_a_file_without_its_index_is_refused(examined: Examine) -> None:
    whole = film()

    verdict, _ = examined(whole[: len(whole) // 2])

    assert codes(verdict) == {"BROKEN"}


def test_four_colours_for_each_point_are_refused(examined: Examine) -> None:
    verdict, _ = examined(film(flags="faststart", pixels="yuv444p"))

    assert codes(verdict) == {"CHROMA"}


def test_six_channels_are_refused(examined: Examine) -> None:
    verdict, _ = examined(film(flags="faststart", layout="5.1", sound_rate=48_000))

    assert codes(verdict) == {"CHANNELS"}


def test_a_video_may_be_silent(examined: Examine) -> None:
    verdict, _ = examined(film(flags="faststart", sound=None))

    assert codes(verdict) == set()


@pytest.mark.parametrize(("trc", "name"), [(18, "HLG"), (16, "HDR")])
def test_hdr_is_told(trc: int, name: str, examined: Examine) -> None:
    verdict, _ = examined(film(flags="faststart+write_colr", trc=trc))

    assert [one for one in verdict.problems if one.code == "HDR" and name in one.sentence]
    assert verdict.uses


def test_a_kind_that_is_not_known_is_told_and_passed_on(examined: Examine) -> None:
    content = film(flags="faststart").replace(b"ftypisom", b"ftypXYZ1", 1)

    verdict, _ = examined(content)

    assert told(verdict) == {"UNKNOWN_KIND"}
    assert verdict.uses


def test_a_cover_picture_is_not_the_video(tmp_path: Path, examined: Examine) -> None:
    verdict, target = examined(_with_cover(film(), tmp_path / "covered"))

    assert codes(verdict) == set()
    assert (verdict.width, verdict.height) == (72, 128)
    with av.open(str(target)) as opened:
        assert len(opened.streams.video) == 1


def _with_cover(content: bytes, path: Path) -> bytes:
    """The same film behind a still picture, as music apps put one into a file."""
    source = given(path.with_suffix(".source"), content)
    with av.open(str(source)) as opened, av.open(str(path), "w", "mp4") as written:
        cover = written.add_stream("mjpeg")
        cover.width, cover.height, cover.pix_fmt = 32, 32, "yuvj420p"
        cover.disposition = av.stream.Disposition.attached_pic
        copies = {one.index: written.add_stream_from_template(one) for one in opened.streams}
        for packet in cover.encode(av.VideoFrame(32, 32, "yuvj420p")):
            written.mux(packet)
        for packet in opened.demux():
            if packet.dts is not None:
                packet.stream = copies[packet.stream_index]
                written.mux(packet)
    return path.read_bytes()


GOOD = Picture("h264", "yuv420p", 1080, 1920, 10.0, 300, 1 / 30, 5e6, False, None)


def judged(picture: Picture = GOOD, size: int = 10_000_000, sound: Sound | None = None) -> set[str]:
    """The codes of a video's problems, each with the use that it rules out where that is one."""
    found = problems(VideoFacts("mp4", "isom", size, picture, sound))
    return {
        f"{one.code}:{one.uses[0]}" if len(one.uses) == 1 else one.code
        for one in found
        if one.rules_out
    }


def changed_to(**figures: Any) -> Picture:
    """The good picture with other figures."""
    return replace(GOOD, **figures)


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        (GOOD, set()),
        (changed_to(duration=60.0, frames=1800), set()),
        (changed_to(duration=60.5, frames=1815), {"TOO_LONG:STORIES"}),
        (changed_to(duration=900.0, frames=27000), {"TOO_LONG:STORIES"}),
        (
            changed_to(duration=901.0, frames=27030),
            {"TOO_LONG:STORIES", "TOO_LONG:REELS", "TOO_LONG:CAROUSEL"},
        ),
        (changed_to(duration=2.9995, frames=90), set()),
        (changed_to(width=3840, height=2160), {"TOO_MANY_COLUMNS"}),
        (changed_to(width=1920, height=1080), set()),
        (changed_to(width=90, height=1000), {"RATIO:STORIES"}),
        (changed_to(width=1900, height=100), {"RATIO:STORIES", "RATIO:REELS", "RATIO:CAROUSEL"}),
        (changed_to(bitrate=26e6), {"BITRATE"}),
        (changed_to(pixels="yuv420p10le"), set()),
    ],
)
def test_each_kind_of_post_has_its_limits(picture: Picture, expected: set[str]) -> None:
    assert judged(picture) == expected


def test_a_story_takes_100_mb_and_a_reel_300() -> None:
    assert judged(size=100_000_000) == set()
    assert judged(size=100_000_001) == {"TOO_LARGE:STORIES"}
    assert "TOO_LARGE:REELS" in judged(size=300_000_001)


def test_sound_has_its_limits() -> None:
    assert judged(sound=Sound("aac", 48_000, 2, 128_000)) == set()
    assert judged(sound=Sound("aac", 96_000, 2, 128_000)) == {"SOUND_RATE"}
    assert judged(sound=Sound("opus", 48_000, 2, 64_000)) == {"SOUND_CODEC"}


@pytest.mark.parametrize("content", [b"\0\0\0\x08moov", b"\0\0\0\x01moov", b"\0\0\0\x04ftyp" * 9])
def test_broken_boxes_are_told(content: bytes, tmp_path: Path, examined: Examine) -> None:
    with pytest.raises(boxes.NotReadable):
        boxes.read(given(tmp_path / "broken", content))

    assert codes(examined(content)[0]) == {"BROKEN"}
