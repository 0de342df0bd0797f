"""HTTP: read the request, let the right part decide, answer."""

from contextlib import suppress
from uuid import UUID

from aiohttp import web

from common.errors import InvalidRequest, NotFound, ServiceError
from common.sessions import signed_in
from common.web import answer, read_body
from tiktok.polling import Polling
from tiktok.posts import PostView
from tiktok.publishing import Publishing
from tiktok.requests import StatusAnswer, UploadAnswer, UploadRequest

PUBLISHING = web.AppKey("publishing", Publishing)
POLLING = web.AppKey("polling", Polling)
PUBLIC_URL = web.AppKey("public_url", str)
LONGEST_KEY = 200


async def start_upload(request: web.Request) -> web.Response:
    """Create a post: 201 with the tus address, or 202 where TikTok's answer was lost."""
    user_id = UUID(signed_in(request).user_id)
    body = await read_body(request, UploadRequest)
    post = await request.app[PUBLISHING].start(user_id, body, _idempotency_key(request))
    described = UploadAnswer.of(post, request.app[PUBLIC_URL])
    response = answer(described, 202 if post.publish_id is None else 201)
    if described.upload is not None:
        response.headers["Location"] = described.upload.url
    return response


async def get_status(request: web.Request) -> web.Response:
    """Tell where a post stands, by `publish_id` or `post_id`; TikTok is asked if that may help."""
    user_id = UUID(signed_in(request).user_id)
    view = await _view(request, user_id)
    with suppress(ServiceError):  # our row is the answer, whether or not TikTok could be asked
        if await request.app[POLLING].refresh_view(view):
            view = await _view(request, user_id)
    return answer(StatusAnswer.of(view))


async def _view(request: web.Request, user_id: UUID) -> PostView:
    view = await request.app[PUBLISHING].find(request.match_info["identity"], user_id)
    if view is None:
        raise NotFound("There is no such post.")
    return view


def _idempotency_key(request: web.Request) -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is not None and not (
        0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()
    ):
        raise InvalidRequest(f"Idempotency-Key has 1 to {LONGEST_KEY} printable characters.")
    return key
