"""Puts posts on the profiles of their users."""

from dataclasses import dataclass

from sandbox.stage.clock import Clock
from sandbox.stage.media.probe import Facts
from sandbox.stage.mint import Mint
from sandbox.tiktok.display.videos import Video, Videos
from sandbox.tiktok.posting.publishes import Publish
from sandbox.tiktok.users import User, Users

MAX_TITLE = 150


@dataclass(frozen=True)
class Profiles:
    """Users with their videos."""

    users: Users
    videos: Videos
    mint: Mint
    clock: Clock

    def author(self, publish: Publish) -> User:
        """The user who posts."""
        return self.users.by_open_id(publish.open_id)

    def post(self, publish: Publish) -> Video:
        """Put a post on its author's profile; at first it is private."""
        known = publish.source.facts
        facts = known[0] if known else Facts(0)
        video = Video(
            id=self.mint.number(),
            open_id=publish.open_id,
            created_at=self.clock.now(),
            title=publish.title[:MAX_TITLE],
            publish_id=publish.publish_id,
            media=publish.media,
            duration=round(facts.duration or 0),
            width=facts.width or 0,
            height=facts.height or 0,
        )
        return self.videos.add(video)

    def of_publish(self, publish: Publish) -> list[Video]:
        """The videos made of one publish, newest first."""
        return [v for v in self.videos.of(publish.open_id) if v.publish_id == publish.publish_id]
