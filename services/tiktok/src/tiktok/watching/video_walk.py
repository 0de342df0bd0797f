"""Walking through an account's video list: the newest videos in every turn, older ones bit by bit.

https://developers.tiktok.com/doc/tiktok-api-v2-video-list
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from accounts.calls.authorized import AuthorizedCalls, Call
from platforms.tiktok.client import TikTok
from platforms.tiktok.videos import Video
from tiktok.posts.view import KnownVideo, Walked
from tiktok.watching.list_diff import Listed

MOST_PAGES = 10
OLDER_PAGES = 10


@dataclass(frozen=True, slots=True)
class Pages:
    """What a part of the walk has read; `cursor` leads to older videos, None where none is left."""

    videos: Sequence[Video]
    cursor: int | None


class VideoWalk:
    """The calls of one turn, of which there are at most `MOST_PAGES` and `OLDER_PAGES`."""

    def __init__(self, tiktok: TikTok, calls: AuthorizedCalls, account_id: UUID) -> None:
        self._tiktok, self._calls, self._account_id = tiktok, calls, account_id

    async def take(self, known: Sequence[KnownVideo], last: Walked | None) -> tuple[Listed, Walked]:
        """Walk, and give what was listed and how far the account's list is known now.

        The newest pages go back to the oldest video that is public for us, and to where the last
        turn began. The older ones go on from where the last turn came to, until the list's end.
        """
        at = datetime.now(UTC)
        oldest = min((video.created_at for video in known if video.is_public), default=at)
        newest = await self._newest(at, min(oldest, last.until) if last else oldest)
        listed = Listed(newest.videos, at, is_whole=newest.cursor is None)
        is_joined = last is not None and listed.covers(last.until)
        start = last.cursor if last and is_joined else newest.cursor
        older = await self._older(start)
        whole = Listed(newest.videos, at, listed.is_whole, older.videos)
        return whole, Walked(at, older.cursor)

    async def _newest(self, at: datetime, since: datetime) -> Pages:
        pages = Pages([], 0)
        for _ in range(MOST_PAGES):
            pages = await self._next(pages)
            if pages.cursor is None or Listed(pages.videos, at, is_whole=False).covers(since):
                break
        return pages

    async def _older(self, start: int | None) -> Pages:
        pages = Pages([], start)
        for _ in range(OLDER_PAGES):
            if pages.cursor is None:
                break
            pages = await self._next(pages)
        return pages

    async def _next(self, pages: Pages) -> Pages:
        """Read one page more; the first is asked for without a cursor."""
        call = Call(self._account_id, "video_list")
        page = await self._calls.make(call, self._tiktok.list_videos, pages.cursor or None)
        is_last = not page.has_more or not page.videos
        return Pages([*pages.videos, *page.videos], None if is_last else page.cursor)
