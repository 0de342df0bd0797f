"""The calls about one account: publish, list, comments, insights."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TypeVar

from platforms.addresses import is_allowed_url
from platforms.errors import Rejected
from platforms.instagram import (
    accounts,
    comments,
    containers,
    insights,
    locations,
    media,
    publishing,
    subscriptions,
)
from platforms.instagram.client import Instagram
from platforms.instagram.codes import OBJECT_MISSING
from platforms.instagram.envelope import read_accepted
from platforms.instagram.usage import Usage, usage_of
from platforms.protocol import Request
from platforms.transport import Call

Result = TypeVar("Result")
Read = Callable[[int, Mapping[str, str], bytes], Result]
RUPLOAD_SUFFIX = ".facebook.com"


@dataclass(frozen=True, slots=True)
class Access:
    """What opens an account: its id, a token for it, and a second one for reading.

    With Facebook Login these are the Page's token and the person's: each may fail alone for days.
    """

    user_id: str
    token: str = field(repr=False)
    reading_token: str = field(default="", repr=False)


class AccountCalls:
    """The calls about one account; `watch` is told with each answer how full the limits are."""

    def __init__(self, client: Instagram, access: Access, watch: Callable[[Usage], object]) -> None:
        self._client, self._app, self._access, self._watch = client, client.app, access, watch

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
        if "resumable_upload" not in self._app.abilities:
            raise Rejected("no_resumable_upload")
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

    async def create_carousel(self, children: Sequence[str], words: containers.Words) -> str:
        """Make the container of a carousel; every child must be finished."""
        request = containers.carousel_request(
            self._app, self._access.token, self._access.user_id, children, words
        )
        return await self._once("create_container", containers.read_container, request)

    async def send_bytes(
        self, upload: containers.Upload, video: bytes, offset: int, size: int
    ) -> None:
        """Send a video's bytes to Meta's upload host, and to no other."""
        allowed = (RUPLOAD_SUFFIX, self._app.rupload_url.removeprefix("http://"))
        if not is_allowed_url(upload.url, allowed):
            raise Rejected("upload_host_not_allowed")
        request = containers.bytes_request(upload.url, self._access.token, video, offset, size)
        call = Call("send_bytes", read_accepted, self._app.upload_timeout, repeatable=False)
        await self._client.transport.perform(call, request)

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

    async def list_comments(self, media_id: str, after: str = "") -> comments.CommentList:
        """List a medium's comments; where a field is refused, with the fields that never are."""
        try:
            return await self._comments(media_id, after, comments.LIST_FIELDS)
        except Rejected as error:
            if error.code != "100":
                raise
        return await self._comments(media_id, after, comments.SAFE_FIELDS)

    async def find_comment(self, comment_id: str) -> comments.Comment:
        """Ask for one comment; where a field is refused, with the fields that never are."""
        try:
            return await self._comment(comment_id, comments.ONE_FIELDS)
        except Rejected as error:
            if error.code != "100":
                raise
        return await self._comment(comment_id, comments.SAFE_FIELDS)

    async def read_mention(self, media_id: str, comment_id: str) -> comments.Mentioned:
        """Ask what a mention says; `comment_id` is empty for one in a caption."""
        return await self._read(
            "mention",
            comments.read_mention,
            lambda token: comments.mention_request(
                self._app, token, self._access.user_id, media_id, comment_id
            ),
        )

    async def list_replies(self, comment_id: str, after: str = "") -> comments.CommentList:
        """List the answers to a comment."""
        return await self._read(
            "list_replies",
            comments.read_list,
            lambda token: comments.replies_request(self._app, token, comment_id, after),
        )

    async def reply(self, comment_id: str, message: str) -> str:
        """Answer a comment, once; whether a lost answer was posted, `list_replies` tells."""
        request = comments.reply_request(self._app, self._access.token, comment_id, message)
        return await self._once("reply", comments.read_reply, request)

    async def reply_to_mention(self, media_id: str, comment_id: str, message: str) -> str:
        """Answer a mention, once; `comment_id` is empty for one in a caption."""
        request = comments.mention_reply_request(
            self._app, self._access.token, self._access.user_id, media_id, comment_id, message
        )
        return await self._once("reply_to_mention", comments.read_reply, request)

    async def hide(self, comment_id: str, hide: bool) -> None:
        """Hide a comment, or show it: a repeat changes nothing."""
        request = comments.hide_request(self._app, self._access.token, comment_id, hide)
        await self._perform(Call("hide", read_accepted, self._app.call_timeout), request)

    async def delete_comment(self, comment_id: str) -> None:
        """Delete a comment; one that is gone already is `Rejected`."""
        request = comments.delete_request(self._app, self._access.token, comment_id)
        await self._once("delete_comment", read_accepted, request)

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

    async def _comments(self, media_id: str, after: str, fields: str) -> comments.CommentList:
        return await self._read(
            "list_comments",
            comments.read_list,
            lambda token: comments.list_request(self._app, token, media_id, after, fields),
        )

    async def _comment(self, comment_id: str, fields: str) -> comments.Comment:
        return await self._read(
            "comment",
            comments.read_comment,
            lambda token: comments.comment_request(self._app, token, comment_id, fields),
        )

    async def _numbers(
        self, endpoint: str, request_with: Callable[[str], Request]
    ) -> dict[str, float | None]:
        told = await self._read(endpoint, insights.read_metrics, request_with)
        return {metric.name: metric.total for metric in told}

    async def _once(self, endpoint: str, read: Read[Result], request: Request) -> Result:
        """Make a call that must not be repeated: a lost answer is `OutcomeUnknown`."""
        call = Call(endpoint, read, self._app.call_timeout, repeatable=False)
        return await self._perform(call, request)

    async def _read(
        self, endpoint: str, read: Read[Result], request_with: Callable[[str], Request]
    ) -> Result:
        """Read with the first token, and where it may not see the object, with the second one."""
        call = Call(endpoint, read, self._app.call_timeout)
        try:
            return await self._perform(call, request_with(self._access.token))
        except Rejected as error:
            if error.code != OBJECT_MISSING or not self._access.reading_token:
                raise
        return await self._perform(call, request_with(self._access.reading_token))

    async def _perform(self, call: Call[Result], request: Request) -> Result:
        return await self._client.transport.perform(self._watched(call), request)

    def _watched(self, call: Call[Result]) -> Call[Result]:
        """Tell `watch` of the limits' use before the answer is read: also of a refused call."""

        def read(status: int, headers: Mapping[str, str], body: bytes) -> Result:
            self._watch(usage_of(headers))
            return call.read(status, headers, body)

        return Call(call.endpoint, read, call.timeout, call.repeatable, call.counted)
