"""HTTP for posts: read the request, call the part that decides, answer."""

from uuid import UUID

from aiohttp import web
from pydantic import BaseModel, ConfigDict

from common.idempotency import idempotency_key
from common.sessions import Session
from common.web import answer, read_body, read_query
from tiktok.api.views import CreatorAnswer, PostAnswer, StatusAnswer, VerifiedAnswer
from tiktok.posts.queries import PostQueries
from tiktok.posts.requests import AnyRequest, PhotosRequest, PostChanges, UploadRequest
from tiktok.posts.view import PostView
from tiktok.publishing.cancel import Cancelling
from tiktok.publishing.creators import Creators
from tiktok.publishing.retry import NO_CHANGES, Retrying
from tiktok.publishing.start import Publishing
from tiktok.watching.polling import Polling

QUERIES = web.AppKey("queries", PostQueries)
PUBLISHING = web.AppKey("publishing", Publishing)
RETRYING = web.AppKey("retrying", Retrying)
POLLING = web.AppKey("polling", Polling)
CREATORS = web.AppKey("creators", Creators)
VERIFIED = web.AppKey("verified", tuple[str, ...])
CANCELLING = web.AppKey("cancelling", Cancelling)
PUBLIC_URL = web.AppKey("public_url", str)


class CreatorQuery(BaseModel):
    """Whose creator."""

    model_config = ConfigDict(extra="forbid")

    account_id: UUID


async def show_creator(request: web.Request, session: Session) -> web.Response:
    """Ask TikTok what the creator may choose now, and tell what is left of the limits."""
    account_id = read_query(request, CreatorQuery).account_id
    state = await request.app[CREATORS].describe(UUID(session.user_id), account_id)
    return answer(CreatorAnswer.of(state))


async def show_verified(request: web.Request, _session: Session) -> web.Response:
    """Tell from which domains and prefixes TikTok may be asked to fetch."""
    return answer(VerifiedAnswer(verified=[*request.app[VERIFIED]]))


async def start_upload(request: web.Request, session: Session) -> web.Response:
    """Create a video post: 201, with the tus address for an upload; 202 if the answer was lost."""
    return await _start(request, session, await read_body(request, UploadRequest))


async def start_photos(request: web.Request, session: Session) -> web.Response:
    """Create a photo post, whose pictures TikTok fetches: 201, or 202 if the answer was lost."""
    return await _start(request, session, await read_body(request, PhotosRequest))


async def retry_post(request: web.Request, session: Session) -> web.Response:
    """Try a post again because its user says so, as it was or with what the body changes."""
    post_id, key = request.match_info["post_id"], idempotency_key(request)
    has_body = bool(await request.read())
    changes = await read_body(request, PostChanges) if has_body else NO_CHANGES
    retrying, user_id = request.app[RETRYING], UUID(session.user_id)
    return _begun(request, await retrying.retry(user_id, post_id, key, changes))


async def show_request(request: web.Request, session: Session) -> web.Response:
    """Tell what the newest attempt of a post asks for, in the form that a retry takes."""
    post_id = request.match_info["post_id"]
    return answer(await request.app[RETRYING].asked(UUID(session.user_id), post_id))


async def cancel_post(request: web.Request, session: Session) -> web.Response:
    """Cancel a post while TikTok still fetches it, or give an unfinished upload up."""
    post_id = request.match_info["post_id"]
    view = await request.app[CANCELLING].cancel(UUID(session.user_id), post_id)
    return _status(request, view, 202)


async def get_status(request: web.Request, session: Session) -> web.Response:
    """Tell where a post stands, by `publish_id` or `post_id`; TikTok is asked if that may help."""
    identity = request.match_info["identity"]
    view = await request.app[POLLING].seen_now(identity, UUID(session.user_id))
    return _status(request, view)


async def get_post(request: web.Request, session: Session) -> web.Response:
    """Tell where a post stands, by `publish_id` or `post_id`, as it was last heard."""
    identity = request.match_info["identity"]
    view = await request.app[QUERIES].require(identity, UUID(session.user_id))
    return _status(request, view)


async def _start(request: web.Request, session: Session, asked: AnyRequest) -> web.Response:
    user_id, key = UUID(session.user_id), idempotency_key(request)
    return _begun(request, await request.app[PUBLISHING].start(user_id, asked, key))


def _begun(request: web.Request, post: PostView) -> web.Response:
    described = PostAnswer.of(post, request.app[PUBLIC_URL])
    response = answer(described, 202 if post.publish_id is None else 201)
    if described.upload is not None:
        response.headers["Location"] = described.upload.url
    return response


def _status(request: web.Request, view: PostView, status: int = 200) -> web.Response:
    return answer(StatusAnswer.of(view, request.app[PUBLIC_URL]), status)
