"""The videos on the profiles of the users, public or not."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import log2
from typing import Literal

Media = Literal["VIDEO", "PHOTO"]

MINUTE = 60
MOST_VIEWS = 400


@dataclass
class Video:
    """A video or photo post on a profile; its id never changes."""

    id: int
    open_id: str
    created_at: float
    title: str
    publish_id: str = ""
    media: Media = "VIDEO"
    duration: int = 15
    width: int = 1080
    height: int = 1920
    is_public: bool = False


class Videos:
    """Every video, by id and by user; a deleted one is gone."""

    def __init__(self) -> None:
        self._by_id: dict[int, Video] = {}
        self._by_user: dict[str, dict[int, Video]] = {}

    def __iter__(self) -> Iterator[Video]:
        return iter(self._by_id.values())

    def add(self, video: Video) -> Video:
        """Put one on its user's profile."""
        self._by_id[video.id] = video
        self._by_user.setdefault(video.open_id, {})[video.id] = video
        return video

    def find(self, video_id: int) -> Video | None:
        """The video of that id, if it still exists."""
        return self._by_id.get(video_id)

    def of(self, open_id: str) -> list[Video]:
        """A user's videos, newest first."""
        own = self._by_user.get(open_id, {}).values()
        return sorted(own, key=lambda video: (video.created_at, video.id), reverse=True)

    def count_public(self, open_id: str) -> int:
        """How many of a user's videos everybody sees."""
        return sum(video.is_public for video in self._by_user.get(open_id, {}).values())

    def delete(self, video: Video) -> None:
        """Take one off the profile."""
        del self._by_id[video.id]
        del self._by_user[video.open_id][video.id]


def counters(video: Video, now: float, seed: str) -> Mapping[str, int]:
    """Totals since the video was made; they depend only on seed, id and age, and never shrink."""
    digest = hashlib.sha256(f"{seed}/{video.id}".encode()).digest()
    shares = [byte / 255 for byte in digest[:4]]
    minutes = max(now - video.created_at, 0) / MINUTE
    views = (0.1 + shares[0]) * MOST_VIEWS * log2(1 + minutes)
    return {
        "view_count": int(views),
        "like_count": int(views * (0.02 + 0.1 * shares[1])),
        "comment_count": int(views * 0.02 * shares[2]),
        "share_count": int(views * 0.01 * shares[3]),
    }
