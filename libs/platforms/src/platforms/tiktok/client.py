"""TikTok's calls, each one request and its reader."""

from collections.abc import Collection, Sequence

import aiohttp

from platforms.addresses import is_allowed_url
from platforms.errors import Rejected
from platforms.tiktok import cancelling, oauth, photos, posting, status, upload, user, videos
from platforms.tiktok.app import TikTokApp
from platforms.tiktok.catalogue import CATALOGUE
from platforms.transport import Call, Host, Observe, Transport


class TikTok:
    """TikTok for one app; the session is the caller's, and no token or upload URL is kept.

    Every call raises a `PlatformError`; `observe` is the `Transport`'s.
    """

    def __init__(
        self, session: aiohttp.ClientSession, app: TikTokApp, observe: Observe | None = None
    ) -> None:
        self._app = app
        host = Host("tiktok", app.api_url, CATALOGUE.is_known)
        self._transport = Transport(session, host, observe)

    @property
    def scopes(self) -> tuple[str, ...]:
        """The permissions that users are asked for."""
        return self._app.scopes

    @property
    def longest_put(self) -> float:
        """How long a chunk may be on its way, in seconds."""
        return self._app.upload_timeout

    async def exchange_code(
        self, code: str, redirect_uri: str, verifier: str | None
    ) -> oauth.Tokens:
        """Trade the callback's code, once: a lost answer is `OutcomeUnknown`."""
        call = Call("exchange_code", oauth.read_tokens, self._app.call_timeout, repeatable=False)
        request = oauth.token_request(self._app, code, redirect_uri, verifier)
        return await self._transport.perform(call, request)

    async def refresh(self, refresh_token: str) -> oauth.Tokens:
        """Rotate the tokens, once; store what comes back before anything else is done."""
        call = Call("refresh", oauth.read_tokens, self._app.refresh_timeout, repeatable=False)
        return await self._transport.perform(call, oauth.refresh_request(self._app, refresh_token))

    async def revoke(self, access_token: str) -> None:
        """Withdraw the grant; a repeat after a lost answer may be refused as already withdrawn."""
        call = Call("revoke", oauth.read_revoked, self._app.call_timeout)
        await self._transport.perform(call, oauth.revoke_request(self._app, access_token))

    async def user_info(self, token: str, granted_scopes: Collection[str]) -> user.User:
        """Ask who this is."""
        call = Call("user_info", user.read_user, self._app.call_timeout)
        return await self._transport.perform(call, user.user_info_request(token, granted_scopes))

    async def creator_info(self, token: str) -> posting.Creator:
        """Ask what the creator may do now."""
        call = Call("creator_info", posting.read_creator, self._app.call_timeout, counted=True)
        return await self._transport.perform(call, posting.creator_info_request(token))

    async def init_video(
        self, token: str, post: posting.DirectPost | None, plan: posting.Source
    ) -> posting.InitAccepted:
        """Begin a post, once: sent again, it could be posted twice."""
        call = Call("init_video", posting.read_init, self._app.call_timeout, repeatable=False)
        return await self._transport.perform(call, posting.init_request(token, post, plan))

    async def init_photos(self, token: str, post: photos.PhotoPost) -> posting.InitAccepted:
        """Begin a photo post, once: sent again, it could be posted twice."""
        call = Call("init_photos", posting.read_init, self._app.call_timeout, repeatable=False)
        return await self._transport.perform(call, photos.photos_request(token, post))

    async def put_chunk(
        self,
        upload_url: str,
        chunk: upload.Chunk,
        body: bytes,
        content_type: upload.ContentType = "video/mp4",
    ) -> upload.ChunkStored:
        """Send a chunk to an allowed host, once; what an unclear answer means the status tells."""
        if not is_allowed_url(upload_url, self._app.upload_hosts):
            raise Rejected("upload_host_not_allowed")
        call = Call("put_chunk", upload.read_chunk, self.longest_put, repeatable=False)
        request = upload.chunk_request(upload_url, chunk, body, content_type)
        return await self._transport.perform(call, request)

    async def fetch_status(self, token: str, publish_id: str) -> status.PostStatus:
        """Ask what became of a post."""
        call = Call("fetch_status", status.read_status, self._app.call_timeout, counted=True)
        return await self._transport.perform(call, status.status_request(token, publish_id))

    async def cancel(self, token: str, publish_id: str) -> None:
        """Ask TikTok to give up a post that it is still fetching; the status tells the effect."""
        call = Call("cancel", cancelling.read_cancelled, self._app.call_timeout, counted=True)
        await self._transport.perform(call, cancelling.cancel_request(token, publish_id))

    async def list_videos(
        self, token: str, cursor: int | None = None, max_count: int = videos.MOST_IDS
    ) -> videos.VideoPage:
        """Give a page of the user's public videos, newest first; scope `video.list`."""
        call = Call("list_videos", videos.read_videos, self._app.call_timeout, counted=True)
        request = videos.list_request(token, cursor, max_count)
        return await self._transport.perform(call, request)

    async def query_videos(self, token: str, video_ids: Sequence[str]) -> tuple[videos.Video, ...]:
        """Give those of up to 20 videos that are public and the user's; scope `video.list`."""
        call = Call("query_videos", videos.read_videos, self._app.call_timeout, counted=True)
        page = await self._transport.perform(call, videos.query_request(token, video_ids))
        return page.videos
