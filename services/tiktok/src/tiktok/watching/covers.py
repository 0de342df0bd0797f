"""Where the covers of public videos are now: TikTok's addresses are good for six hours.

https://developers.tiktok.com/doc/tiktok-api-v2-video-query
"""

import asyncio
from dataclasses import dataclass
from uuid import UUID

from accounts.calls.authorized import AuthorizedCalls, Call
from platforms.tiktok.client import TikTok
from platforms.tiktok.ids import public_id
from platforms.tiktok.videos import MOST_IDS

GATHER_SECONDS = 0.02
Found = dict[str, str]


@dataclass(frozen=True, slots=True)
class Asking:
    """The videos that one call asks about, and its answer to be."""

    video_ids: set[str]
    answer: asyncio.Task[Found]


class CoverAddresses:
    """A list shows many covers at once: what is wanted within a moment is asked for together."""

    def __init__(self, tiktok: TikTok, calls: AuthorizedCalls) -> None:
        self._tiktok, self._calls = tiktok, calls
        self._open: dict[UUID, Asking] = {}

    async def ask(self, account_id: UUID, video_id: str) -> str:
        """Give the address of a video's cover; empty where the account has no such public video.

        Raises what `AuthorizedCalls.make` raises.
        """
        if public_id(video_id) is None:
            return ""
        asking = self._open.get(account_id)
        if asking is None or len(asking.video_ids) >= MOST_IDS:
            asking = self._open[account_id] = self._begin(account_id)
        asking.video_ids.add(video_id)
        # One whose page was left must not end the call of the others.
        return (await asyncio.shield(asking.answer)).get(video_id, "")

    def _begin(self, account_id: UUID) -> Asking:
        video_ids: set[str] = set()
        answer = asyncio.create_task(self._answer(account_id, video_ids))
        answer.add_done_callback(_heard)
        return Asking(video_ids, answer)

    async def _answer(self, account_id: UUID, video_ids: set[str]) -> Found:
        await asyncio.sleep(GATHER_SECONDS)
        newest = self._open.get(account_id)
        if newest is not None and newest.video_ids is video_ids:
            del self._open[account_id]
        call = Call(account_id, "video_query")
        videos = await self._calls.make(call, self._tiktok.query_videos, sorted(video_ids))
        return {video.id: video.cover_image_url for video in videos}


def _heard(task: asyncio.Task[Found]) -> None:
    """Let a failure count as heard where nobody waits for it any more."""
    if not task.cancelled():
        task.exception()
