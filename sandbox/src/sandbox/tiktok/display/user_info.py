"""`GET /v2/user/info/`."""

from collections.abc import Mapping
from http import HTTPStatus

from aiohttp import web

from sandbox.stage.journal import note
from sandbox.tiktok.access import Caller, admit_display, caller_of
from sandbox.tiktok.answers import ApiRefused, ok
from sandbox.tiktok.users import User
from sandbox.tiktok.world import WORLD, World

# https://developers.tiktok.com/doc/tiktok-api-v2-get-user-info
SCOPE_OF = {
    **dict.fromkeys(
        (
            "open_id",
            "union_id",
            "avatar_url",
            "avatar_url_100",
            "avatar_large_url",
            "display_name",
        ),
        "user.info.basic",
    ),
    **dict.fromkeys(
        ("bio_description", "profile_deep_link", "username", "is_verified"), "user.info.profile"
    ),
    **dict.fromkeys(
        ("follower_count", "following_count", "likes_count", "video_count"), "user.info.stats"
    ),
}


async def user_info(request: web.Request) -> web.Response:
    """Answer only the requested fields; one outside the granted scopes fails the whole call."""
    world = request.app[WORLD]
    caller = caller_of(request)
    admit_display(world, request, caller)
    fields = _read_fields(request, caller, world)
    known = _facts(world, caller.user)
    asked = {name: known[name] for name in fields}
    return ok({"user": {name: fact for name, fact in asked.items() if fact or fact is False}})


def _read_fields(request: web.Request, caller: Caller, world: World) -> list[str]:
    joined = request.query.get("fields", "")
    note(request, fields=joined)
    fields = joined.split(",")
    if not all(name in SCOPE_OF for name in fields):
        raise ApiRefused(HTTPStatus.BAD_REQUEST, world.switches.param_code, "Invalid fields.")
    if any(SCOPE_OF[name] not in caller.scopes for name in fields):
        refused = world.switches.scope_fail
        code = "scope_not_authorized" if refused == 401 else "scope_permission_missed"
        raise ApiRefused(refused, code)
    return fields


def _facts(world: World, user: User) -> Mapping[str, object]:
    picture = avatar_url(world, user)
    profile = user.profile
    return {
        "open_id": user.open_id,
        "union_id": user.union_id,
        "avatar_url": picture,
        "avatar_url_100": picture,
        "avatar_large_url": picture,
        "display_name": profile.nickname,
        "bio_description": profile.bio_description,
        "profile_deep_link": f"{world.addresses.public}/@{user.username}",
        "username": user.username,
        "is_verified": profile.is_verified,
        "follower_count": profile.follower_count,
        "following_count": profile.following_count,
        "likes_count": profile.likes_count,
        "video_count": world.content.videos.count_public(user.open_id),
    }


def avatar_url(world: World, user: User) -> str:
    """Where the user's picture is: not on the API's host."""
    return f"{world.addresses.upload}/avatars/{user.handle}.svg"
