"""HTTP: read the request, let the right part decide, answer."""

from contextlib import suppress
from uuid import UUID

from aiohttp import web
from pydantic import BaseModel, ConfigDict

from common.errors import InvalidRequest, NotFound, ServiceError
from common.sessions import Session
from common.tus.errors import UploadFinished
from common.web import answer, read_body, read_query
from tiktok.api.uploads import TRANSFER
from tiktok.api.views import CreatorAnswer, PostAnswer, StatusAnswer
from tiktok.errors import NotCancellable, NotRetryable
from tiktok.posts.requests import PhotosRequest, UploadRequest, Wish
from tiktok.posts.store import PostView
from tiktok.publishing.cancel import Cancelling
from tiktok.publishing.creators import Creators
from tiktok.publishing.start import Publishing
from tiktok.watching.polling import Polling

PUBLISHING = web.AppKey("publishing", Publishing)
POLLING = web.AppKey("polling", Polling)
CREATORS = web.AppKey("creators", Creators)
CANCELLING = web.AppKey("cancelling", Cancelling)
PUBLIC_URL = web.AppKey("public_url", str)
LONGEST_KEY = 200


class CreatorQuery(BaseModel):
    """Whose creator."""

    model_config = ConfigDict(extra="forbid")

    account_id: UUID


async def show_creator(request: web.Request, session: Session) -> web.Response:
    """Ask TikTok afresh what the creator may choose now, and tell what is left of the limits."""
    account_id = read_query(request, CreatorQuery).account_id
    user_id = UUID(session.user_id)
    await request.app[PUBLISHING].usable(user_id, account_id, "video.publish")
    described: CreatorAnswer = await request.app[CREATORS].describe(account_id)
    return answer(described)


async def start_upload(request: web.Request, session: Session) -> web.Response:
    """Create a video post: 201, with the tus address for an upload; 202 if the answer was lost."""
    return await _start(request, session, await read_body(request, UploadRequest))


async def start_photos(request: web.Request, session: Session) -> web.Response:
    """Create a photo post, whose pictures TikTok fetches: 201, or 202 if the answer was lost."""
    return await _start(request, session, await read_body(request, PhotosRequest))


async def retry_post(request: web.Request, session: Session) -> web.Response:
    """Try a post again by the user's word, where it cannot be published any more by itself."""
    user_id, key = UUID(session.user_id), _idempotency_key(request)
    view = await _view(request, session, "post_id")
    if view.status == "UPLOADING":  # TikTok may have the whole video, and we not know it yet
        upload = await request.app[TRANSFER].find(view.post_id, user_id)
        if upload.chunk_in_flight is not None:
            raise NotRetryable("A part of the video is on its way to TikTok; wait a few minutes.")
    return _begun(request, await request.app[PUBLISHING].retry(user_id, str(view.post_id), key))


async def cancel_post(request: web.Request, session: Session) -> web.Response:
    """Cancel a post while TikTok still fetches it, or give an unfinished upload up."""
    view = await _view(request, session, "post_id")
    if view.source == "FILE_UPLOAD":
        try:
            await request.app[TRANSFER].terminate(view.post_id, UUID(session.user_id))
        except (NotFound, UploadFinished) as error:
            raise NotCancellable("There is no unfinished upload to give up.") from error
    else:
        await request.app[CANCELLING].request(view)
    return _status(request, await _view(request, session, "post_id"), 202)


async def get_status(request: web.Request, session: Session) -> web.Response:
    """Tell where a post stands, by `publish_id` or `post_id`; TikTok is asked if that may help."""
    view = await _view(request, session)
    with suppress(ServiceError):  # our row is the answer, whether or not TikTok could be asked
        if await request.app[POLLING].refresh_view(view):
            view = await _view(request, session)
    return _status(request, view)


async def get_post(request: web.Request, session: Session) -> web.Response:
    """Tell where a post stands, by `publish_id` or `post_id`, as it was last heard."""
    return _status(request, await _view(request, session))


async def _start(request: web.Request, session: Session, wish: Wish) -> web.Response:
    user_id, key = UUID(session.user_id), _idempotency_key(request)
    return _begun(request, await request.app[PUBLISHING].start(user_id, wish, key))


def _begun(request: web.Request, post: PostView) -> web.Response:
    described = PostAnswer.of(post, request.app[PUBLIC_URL])
    response = answer(described, 202 if post.publish_id is None else 201)
    if described.upload is not None:
        response.headers["Location"] = described.upload.url
    return response


def _status(request: web.Request, view: PostView, status: int = 200) -> web.Response:
    return answer(StatusAnswer.of(view, request.app[PUBLIC_URL]), status)


async def _view(request: web.Request, session: Session, name: str = "identity") -> PostView:
    identity = request.match_info[name]
    return await request.app[PUBLISHING].require(identity, UUID(session.user_id))


def _idempotency_key(request: web.Request) -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is not None and not (
        0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()
    ):
        raise InvalidRequest(f"Idempotency-Key has 1 to {LONGEST_KEY} printable characters.")
    return key
