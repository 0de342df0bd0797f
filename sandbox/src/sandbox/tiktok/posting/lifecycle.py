"""How a post moves on by itself once its bytes have arrived, and after its user acted."""

import asyncio
from dataclasses import dataclass

from sandbox.stage.background import Background
from sandbox.tiktok.display.videos import Video
from sandbox.tiktok.oauth.grants import Grants
from sandbox.tiktok.posting.media_checks import (
    LONGEST_UPLOAD,
    photo_fail_reason,
    video_fail_reason,
)
from sandbox.tiktok.posting.profiles import Profiles
from sandbox.tiktok.posting.publishes import Publish
from sandbox.tiktok.posting.pulls import Pull, Puller, PullFailed
from sandbox.tiktok.switches import Switches
from sandbox.tiktok.webhooks import Deliveries, Notice


@dataclass(frozen=True)
class Lifecycle:
    """Download, processing, posting and moderation; a webhook reports each step."""

    profiles: Profiles
    grants: Grants
    puller: Puller
    switches: Switches
    deliveries: Deliveries
    background: Background

    def start(self, publish: Publish) -> None:
        """Process what was uploaded, or begin to download."""
        pull = publish.pull
        work = self._process(publish) if pull is None else self._pull(publish, pull)
        self.background.start(work)

    def post_draft(self, publish: Publish, privacy_level: str) -> None:
        """The user posts from the inbox; a draft may be posted more than once."""
        publish.privacy_level = privacy_level
        self.background.start(self._post(publish))

    def cancel(self, publish: Publish) -> None:
        """End a download at the app's request."""
        if publish.pull:
            publish.pull.stopped.set()
        self.fail(publish, "publish_cancelled")

    def show(self, publish: Publish, video: Video) -> None:
        """Make a video public."""
        video.is_public = True
        publish.post_ids.append(video.id)
        self._announce(publish, "publicly_available", post_id=str(video.id))

    def hide(self, publish: Publish) -> None:
        """Make the newest public video private, as its user or moderation decided."""
        if publish.post_ids:
            post_id = publish.post_ids.pop()
            if video := self.profiles.videos.find(post_id):
                video.is_public = False
            # the misspelling is TikTok's: https://developers.tiktok.com/doc/webhooks-events
            self._announce(publish, "no_longer_publicaly_available", post_id=str(post_id))

    def moderate(self, publish: Publish, passes: bool) -> None:
        """Decide about what waits for moderation; a late refusal hides what was public."""
        waiting = publish.in_moderation[:]
        for post_id in waiting:
            self._decide(publish, post_id, passes)
        if not passes and not waiting:
            self.hide(publish)

    def fail(self, publish: Publish, reason: str) -> None:
        """End a post with a reason."""
        publish.fail(reason)
        self._announce(publish, "failed", reason=reason)

    async def _pull(self, publish: Publish, pull: Pull) -> None:
        try:
            await self.puller.fetch(pull)
        except PullFailed as failure:
            pull.failure = str(failure)
            if publish.status == "PROCESSING_DOWNLOAD":
                self.fail(publish, f"{publish.media.lower()}_pull_failed")
        else:
            await self._process(publish)

    async def _process(self, publish: Publish) -> None:
        await asyncio.sleep(self.switches.processing_delay)
        if self.switches.hang or publish.status == "FAILED":
            return
        if reason := self._fail_reason(publish):
            self.fail(publish, reason)
        elif publish.mode == "INBOX":
            publish.status = "SEND_TO_USER_INBOX"
            self._announce(publish, "inbox_delivered")
        else:
            await self._post(publish)

    def _fail_reason(self, publish: Publish) -> str | None:
        if not self.grants.is_authorized(publish.open_id):
            return "auth_removed"
        return self.switches.fail_reason or self._media_fail_reason(publish)

    def _media_fail_reason(self, publish: Publish) -> str | None:
        """What is wrong with the media, where `media_checks` says to look."""
        checks, facts = self.switches.media_checks, publish.source.facts
        if publish.media == "PHOTO" and checks != "off":
            return next(filter(None, map(photo_fail_reason, facts)), None)
        if publish.media == "VIDEO" and checks == "all":
            direct = publish.mode == "DIRECT_POST"
            profile = self.profiles.author(publish).profile
            longest = profile.max_video_post_duration_sec if direct else LONGEST_UPLOAD
            return video_fail_reason(facts[0], longest)
        return None

    async def _post(self, publish: Publish) -> None:
        video = self.profiles.post(publish)
        publish.status = "PUBLISH_COMPLETE"
        self._announce(publish, "complete")
        if not self.may_be_public(publish):
            return
        publish.in_moderation.append(video.id)
        await asyncio.sleep(self.switches.moderation_delay)
        if self.switches.moderation != "hold":
            self._decide(publish, video.id, self.switches.moderation == "pass")

    def _decide(self, publish: Publish, post_id: int, passes: bool) -> None:
        if post_id not in publish.in_moderation:
            return
        publish.in_moderation.remove(post_id)
        video = self.profiles.videos.find(post_id)
        if passes and video:
            self.show(publish, video)

    def may_be_public(self, publish: Publish) -> bool:
        """Whether the chosen level, the audit and the account allow it."""
        chosen = publish.privacy_level == "PUBLIC_TO_EVERYONE"
        private = self.profiles.author(publish).profile.private
        return chosen and self.switches.audited and not private

    def _announce(self, publish: Publish, what: str, **more: str) -> None:
        content = {"publish_id": publish.publish_id, **more, "publish_type": publish.publish_type}
        notice = Notice(f"post.publish.{what}", publish.open_id, content)
        self.deliveries.announce(notice)
