"""What users have on their profiles, and who may see it."""

from dataclasses import dataclass

from sandbox.clock import Clock
from sandbox.mint import Mint
from sandbox.probe import Facts
from sandbox.publishes import Publish
from sandbox.users import User, Users
from sandbox.videos import Video, Videos

MAX_TITLE = 150


@dataclass(frozen=True)
class Profiles:
    """Users with their videos."""

    users: Users
    videos: Videos
    mint: Mint
    clock: Clock

    def author(self, publish: Publish) -> User:
        """Whose post it is."""
        return self.users.by_open_id(publish.open_id)

    def post(self, publish: Publish) -> Video:
        """Put a post on its author's profile, at first for nobody else to see."""
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
