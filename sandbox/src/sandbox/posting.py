"""The content posting endpoints around init: what a creator may do, status, and cancel."""

from collections.abc import Mapping
from http import HTTPStatus

from aiohttp import web

from sandbox import posting_rules as rules
from sandbox.access import Caller, admit, caller_of
from sandbox.answers import ApiRefused, envelope, ok
from sandbox.journal import note
from sandbox.publishes import Publish
from sandbox.receiving import Upload
from sandbox.user_info import avatar_url
from sandbox.wishes import PublishQuery, parse
from sandbox.world import WORLD, World

AVATAR_LIFETIME = 7200


async def creator_info(request: web.Request) -> web.Response:
    """What the creator may choose now; caps and bans are refused with HTTP 200."""
    # https://developers.tiktok.com/doc/content-posting-api-reference-query-creator-info
    world = request.app[WORLD]
    caller = caller_of(request, "video.publish")
    key = (request.path, caller.user.open_id)
    admit(world, key, world.switches.creator_info_per_minute)
    rules.refuse_banned(caller.user, HTTPStatus.OK)
    rules.refuse_capped(world, caller.user, HTTPStatus.OK)
    return ok(_creator(world, caller))


def _creator(world: World, caller: Caller) -> Mapping[str, object]:
    user, profile = caller.user, caller.user.profile
    expires = int(world.clock.now()) + AVATAR_LIFETIME
    return {
        "creator_avatar_url": f"{avatar_url(world, user)}?x-expires={expires}",
        "creator_username": user.username,
        "creator_nickname": profile.nickname,
        "privacy_level_options": user.privacy_options(),
        "comment_disabled": profile.comment_disabled,
        "duet_disabled": profile.duet_disabled or profile.private,
        "stitch_disabled": profile.stitch_disabled or profile.private,
        "max_video_post_duration_sec": profile.max_video_post_duration_sec,
    }


async def fetch_status(request: web.Request) -> web.Response:
    """How far a post is; a failed post is still an `ok` answer."""
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
