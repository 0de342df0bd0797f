"""What a creator may choose for a post, now."""

from collections.abc import Mapping
from http import HTTPStatus

from aiohttp import web

from sandbox.tiktok.access import Caller, admit, caller_of
from sandbox.tiktok.answers import ok
from sandbox.tiktok.display.user_info import avatar_url
from sandbox.tiktok.posting import rules
from sandbox.tiktok.world import WORLD, World

AVATAR_LIFETIME = 7200  # seconds


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
