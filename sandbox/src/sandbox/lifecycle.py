"""How a post moves by itself once its bytes are there."""

import asyncio
from dataclasses import dataclass

from sandbox.background import Background
from sandbox.grants import Grants
from sandbox.mint import Mint
from sandbox.publishes import Publish
from sandbox.switches import Switches
from sandbox.users import Users
from sandbox.webhooks import Deliveries, Notice


@dataclass(frozen=True)
class Lifecycle:
    """Processing, posting and moderation; each step is told by a webhook."""

    users: Users
    grants: Grants
    mint: Mint
    switches: Switches
    deliveries: Deliveries
    background: Background

    def start(self, publish: Publish) -> None:
        """The last byte has arrived."""
        self.background.start(self._process(publish))

    def post_draft(self, publish: Publish, privacy_level: str) -> None:
        """The user posts a video from the inbox; a draft may be posted more than once."""
        publish.privacy_level = privacy_level
        self.background.start(self._post(publish))

    def hide(self, publish: Publish) -> None:
        """The user makes the newest public post private again."""
        if publish.post_ids:
            post_id = str(publish.post_ids.pop())
            # the misspelling is TikTok's: https://developers.tiktok.com/doc/webhooks-events
            self._tell(publish, "no_longer_publicaly_available", post_id=post_id)

    def fail(self, publish: Publish, reason: str) -> None:
        """End a post."""
        publish.fail(reason)
        self._tell(publish, "failed", reason=reason)

    async def _process(self, publish: Publish) -> None:
        await asyncio.sleep(self.switches.processing_delay)
        if self.switches.hang:
            return
        if reason := self._obstacle(publish):
            self.fail(publish, reason)
        elif publish.mode == "INBOX":
            publish.status = "SEND_TO_USER_INBOX"
            self._tell(publish, "inbox_delivered")
        else:
            await self._post(publish)

    def _obstacle(self, publish: Publish) -> str | None:
        if not self.grants.is_authorized(publish.open_id):
            return "auth_removed"
        return self.switches.fail_reason

    async def _post(self, publish: Publish) -> None:
        publish.status = "PUBLISH_COMPLETE"
        self._tell(publish, "complete")
        if not self._may_become_public(publish):
            return
        await asyncio.sleep(self.switches.moderation_delay)
        if self.switches.moderation == "pass":
            post_id = self.mint.number()
            publish.post_ids.append(post_id)
            self._tell(publish, "publicly_available", post_id=str(post_id))

    def _may_become_public(self, publish: Publish) -> bool:
        author = self.users.by_open_id(publish.open_id)
        wished = publish.privacy_level == "PUBLIC_TO_EVERYONE"
        return wished and self.switches.audited and not author.profile.private

    def _tell(self, publish: Publish, what: str, **more: str) -> None:
        content = {"publish_id": publish.publish_id, **more, "publish_type": publish.publish_type}
        notice = Notice(f"post.publish.{what}", publish.open_id, content)
        self.deliveries.announce(notice)
