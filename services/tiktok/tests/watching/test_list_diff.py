"""An account's video list against what we know, without a database."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from platforms.tiktok.videos import Video
from tiktok.posts.lost_inits import LostInit
from tiktok.posts.view import KnownVideo
from tiktok.watching.list_diff import Listed, may_yet_be_ours, missing, not_ours, unexpected

NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def video(name: str, hours_old: float) -> Video:
    """A video in the list."""
    return Video(id=name, create_time=int((NOW - hours_old * HOUR).timestamp()))


def known(name: str, hours_old: float, *, is_public: bool = True) -> KnownVideo:
    """A video of ours, known since it was made."""
    since = NOW - hours_old * HOUR
    return KnownVideo(name, UUID(int=1), is_public, said_at=since, created_at=since)


def test_nothing_is_said_of_a_list_that_agrees() -> None:
    listed = Listed([video("1", 2), video("2", 1)], NOW, is_whole=True)
    ours = [known("1", 2), known("2", 1)]

    assert (missing(ours, listed), unexpected(ours, listed), not_ours(ours, listed)) == ([], [], [])


def test_a_cut_list_says_nothing_of_what_is_older_than_its_end() -> None:
    cut = Listed([video("1", 1), video("2", 5)], NOW, is_whole=False)

    assert missing([known("8", 3), known("9", 6)], cut) == [known("8", 3)]


def test_an_empty_list_that_is_whole_misses_everything_public() -> None:
    listed = Listed([], NOW, is_whole=True)

    assert missing([known("1", 2), known("2", 1, is_public=False)], listed) == [known("1", 2)]


def test_what_became_public_a_moment_ago_is_not_missed_yet() -> None:
    assert missing([known("1", 0.01)], Listed([], NOW, is_whole=True)) == []


def test_a_young_video_may_be_of_a_post_whose_id_is_still_to_come() -> None:
    asked = LostInit(UUID(int=1), UUID(int=2), 1, NOW - 2 * HOUR, False, False, "")

    assert may_yet_be_ours(video("1", 1), [asked], NOW)
    assert not may_yet_be_ours(video("1", 3), [asked], NOW)
    assert not may_yet_be_ours(video("1", 1), [asked], NOW + 48 * HOUR)
