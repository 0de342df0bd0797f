"""Status and cancel of a post."""

from collections.abc import Mapping
from http import HTTPStatus

from aiohttp import web

from sandbox.stage.journal import note
from sandbox.tiktok.access import admit, caller_of
from sandbox.tiktok.answers import ApiRefused, envelope, ok
from sandbox.tiktok.json_bodies import parse
from sandbox.tiktok.posting import rules
from sandbox.tiktok.posting.bodies import PublishQuery
from sandbox.tiktok.posting.publishes import Publish
from sandbox.tiktok.uploads.upload import Upload
from sandbox.tiktok.world import WORLD


async def fetch_status(request: web.Request) -> web.Response:
    """How far a post is; the answer for a failed post is `ok` too."""
    # https://developers.tiktok.com/doc/content-posting-api-reference-get-video-status
    world = request.app[WORLD]
    publish = await _asked_for(request, world.switches.status_per_minute)
    rules.settle_abandoned(world, publish)
    note(request, post_status=publish.status)
    return ok(_progress(publish))


async def cancel(request: web.Request) -> web.Response:
    """End a download that still runs and is not near its end; nothing else can be cancelled."""
    # https://developers.tiktok.com/doc/content-posting-api-media-transfer-guide
    world = request.app[WORLD]
    publish = await _asked_for(request, world.switches.cancel_per_minute)
    pull = publish.pull
    running = publish.status == "PROCESSING_DOWNLOAD" and pull is not None
    if not running or not (pull and pull.may_be_cancelled(world.switches.cancel_until)):
        raise ApiRefused(HTTPStatus.BAD_REQUEST, "publish_not_cancellable")
    world.content.lifecycle.cancel(publish)
    return envelope(HTTPStatus.OK, {}, "ok", "")


async def _asked_for(request: web.Request, limit: int) -> Publish:
    """The caller's own post that the body names."""
    world = request.app[WORLD]
    caller = caller_of(request, "video.upload", "video.publish")
    admit(world, (request.path, caller.user.open_id), limit)
    query = await parse(request, PublishQuery)
    note(request, publish_id=query.publish_id)
    return rules.find_publish(world, caller.user, query.publish_id)


def _progress(publish: Publish) -> Mapping[str, object]:
    if publish.status == "FAILED":
        return {"status": publish.status, "fail_reason": publish.fail_reason}
    uploads = isinstance(publish.source, Upload)
    # the misspelling is TikTok's
    return {
        "status": publish.status,
        "publicaly_available_post_id": publish.post_ids,
        "uploaded_bytes" if uploads else "downloaded_bytes": publish.source.received,
    }
