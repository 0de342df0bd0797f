"""The calls about one account: publish, list, ask for numbers; beside those about comments."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from platforms.addresses import is_allowed_url
from platforms.errors import Rejected
from platforms.instagram import (
    accounts,
    containers,
    insights,
    locations,
    media,
    publishing,
    subscriptions,
)
from platforms.instagram.calls import Access
from platforms.instagram.comment_calls import CommentCalls
from platforms.instagram.envelope import read_accepted
from platforms.protocol import Content, Request
from platforms.transport import Call

__all__ = ("Access", "AccountCalls")
RUPLOAD_SUFFIX = ".facebook.com"


class AccountCalls(CommentCalls):
    """The calls about one account."""

    async def create(
        self, kind: containers.Kind, item: containers.Item, words: containers.Words
    ) -> str:
        """Make a container for Instagram to fetch; a lost answer costs a container, no post."""
        request = containers.single_request(
            self._app, self._access.token, self._access.user_id, kind, item, words
        )
        return await self._once("create_container", containers.read_container, request)

    async def create_upload(
        self, kind: containers.Kind, item: containers.Item, words: containers.Words
    ) -> containers.Upload:
        """Make a container whose video will be sent; raises `Rejected` where the login has none."""
        self._refuse_without_upload()
        request = containers.single_request(
            self._app, self._access.token, self._access.user_id, kind, item, words
        )
        return await self._once("create_container", containers.read_upload, request)

    async def create_child(self, item: containers.Item) -> str:
        """Make the container of one item of a carousel."""
        request = containers.child_request(
            self._app, self._access.token, self._access.user_id, item
        )
        return await self._once("create_container", containers.read_container, request)

    async def create_child_upload(self, item: containers.Item) -> containers.Upload:
        """Make the container of a carousel's video that will be sent, as `create_upload` does."""
        self._refuse_without_upload()
        request = containers.child_request(
            self._app, self._access.token, self._access.user_id, item
        )
        return await self._once("create_container", containers.read_upload, request)

    async def create_carousel(self, children: Sequence[str], words: containers.Words) -> str:
        """Make the container of a carousel; every child must be finished."""
        request = containers.carousel_request(
            self._app, self._access.token, self._access.user_id, children, words
        )
        return await self._once("create_container", containers.read_container, request)

    @property
    def takes_bytes(self) -> bool:
        """Whether videos can be sent with this login."""
        return "resumable_upload" in self._app.abilities

    async def progress(self, container_id: str) -> containers.ContainerState:
        """Ask what became of a container whose bytes are sent, and how many have come."""
        return await self._read(
            "container",
            containers.read_state,
            lambda token: containers.progress_request(self._app, token, container_id),
        )

    async def send_bytes(self, upload: containers.Upload, offset: int, rest: Content) -> None:
        """Send what is left of a video to Meta's upload host, and to no other.

        A lost answer is `OutcomeUnknown`: `progress` tells how many bytes have come.
        """
        allowed = (RUPLOAD_SUFFIX, self._app.rupload_url.removeprefix("http://"))
        if not is_allowed_url(upload.url, allowed):
            raise Rejected("upload_host_not_allowed")
        request = containers.bytes_request(upload.url, self._access.token, offset, rest)
        timeout = self._app.upload_timeout
        call = Call("send_bytes", containers.read_sent, timeout, repeatable=False)
        await self._client.transport.perform(call, request)

    def _refuse_without_upload(self) -> None:
        if not self.takes_bytes:
            raise Rejected("no_resumable_upload")

    async def container(self, container_id: str) -> containers.ContainerState:
        """Ask what became of a container."""
        return await self._read(
            "container",
            containers.read_state,
            lambda token: containers.state_request(self._app, token, container_id),
        )

    async def publish(self, container_id: str) -> str:
        """Publish, once: after any error the container tells whether the post is live."""
        request = publishing.publish_request(
            self._app, self._access.token, self._access.user_id, container_id
        )
        return await self._once("publish", publishing.read_published, request)

    async def quota(self) -> publishing.Quota:
        """Ask how many posts are left."""
        return await self._read(
            "quota",
            publishing.read_quota,
            lambda token: publishing.quota_request(self._app, token, self._access.user_id),
        )

    async def delete_media(self, media_id: str) -> None:
        """Delete a post; raises `Rejected` where the login cannot."""
        if "delete_media" not in self._app.abilities:
            raise Rejected("no_delete_media")
        request = publishing.delete_request(self._app, self._access.token, media_id)
        await self._once("delete_media", read_accepted, request)

    async def list_media(self, after: str = "") -> media.MediaList:
        """List the account's media, newest first, at most 10,000 of them."""
        return await self._read(
            "list_media",
            media.read_list,
            lambda token: media.list_request(self._app, token, self._access.user_id, after),
        )

    async def list_stories(self, after: str = "") -> media.MediaList:
        """List the stories that are up."""
        return await self._read(
            "list_stories",
            media.read_list,
            lambda token: media.stories_request(self._app, token, self._access.user_id, after),
        )

    async def find_media(self, media_id: str) -> media.Media:
        """Ask for one medium."""
        return await self._read(
            "media",
            media.read_media,
            lambda token: media.media_request(self._app, token, media_id),
        )

    async def find_cover(self, media_id: str) -> str:
        """Give the address of a medium's cover; empty where Instagram gives none."""
        cover = await self._read(
            "media",
            media.read_cover,
            lambda token: media.cover_request(self._app, token, media_id),
        )
        return cover.address

    async def media_insights(
        self, media_id: str, metrics: Sequence[str]
    ) -> dict[str, float | None]:
        """Give a medium's numbers by metric; None is not told, a metric left out is not there.

        One metric that the medium does not have fails the whole call.
        """
        return await self._numbers(
            "media_insights",
            lambda token: insights.media_request(self._app, token, media_id, metrics),
        )

    async def account_totals(
        self, metrics: Sequence[str], begin: datetime, end: datetime
    ) -> dict[str, float | None]:
        """Give the account's totals; one metric that it does not have fails the whole call."""
        span, user_id = insights.span_of(begin, end), self._access.user_id
        return await self._numbers(
            "account_insights",
            lambda token: insights.totals_request(self._app, token, user_id, metrics, span),
        )

    async def account_series(
        self, metric: str, begin: datetime, end: datetime
    ) -> dict[str, float | None]:
        """Give the newest value of a metric that is told day by day only."""
        span, user_id = insights.span_of(begin, end), self._access.user_id
        return await self._numbers(
            "account_insights",
            lambda token: insights.series_request(self._app, token, user_id, metric, span),
        )

    async def profile(self) -> accounts.InstagramProfile:
        """Ask who the account is, and how many follow it."""
        return await self._read(
            "profile",
            accounts.read_profile,
            lambda token: accounts.profile_request(self._app, token, self._access.user_id),
        )

    async def find_locations(self, text: str) -> tuple[locations.Location, ...]:
        """Look for places; raises `Rejected` where the login has no such search."""
        if "locations" not in self._app.abilities:
            raise Rejected("no_locations")
        # Only a person's token may search.
        token = self._access.reading_token or self._access.token
        call = Call("locations", locations.read_usable, self._app.call_timeout)
        return await self._perform(call, locations.search_request(self._app, token, text))

    async def subscribe(self, node_id: str) -> None:
        """Switch webhooks on for a Page or an account; a repeat changes nothing."""
        request = subscriptions.subscribe_request(self._app, self._access.token, node_id)
        await self._perform(Call("subscribe", read_accepted, self._app.call_timeout), request)

    async def is_subscribed(self, node_id: str) -> bool:
        """Ask whether webhooks are on."""
        request = subscriptions.subscribers_request(self._app, self._access.token, node_id)
        read = partial(subscriptions.read_is_subscribed, self._app)
        call = Call("subscribers", read, self._app.call_timeout)
        return await self._perform(call, request)

    async def _numbers(
        self, endpoint: str, request_with: Callable[[str], Request]
    ) -> dict[str, float | None]:
        told = await self._read(endpoint, insights.read_metrics, request_with)
        return {metric.name: metric.total for metric in told}
