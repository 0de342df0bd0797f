"""The control API: users, their profiles, tokens and old videos."""

from http import HTTPStatus

from aiohttp import web
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    NonNegativeFloat,
    PositiveFloat,
    PositiveInt,
)

from sandbox.stage.control.requests import read_body
from sandbox.tiktok.control.state_view import user_view, video_view
from sandbox.tiktok.control.user_actions import user_named
from sandbox.tiktok.display.videos import Video
from sandbox.tiktok.oauth.grants import TokenKind
from sandbox.tiktok.switches import DAY
from sandbox.tiktok.users import Profile, User
from sandbox.tiktok.world import DISCONNECTED_BY_USER, WORLD, World


class NewUsers(BaseModel):
    """Body of `POST /control/users`: handles are the prefix and a number from 1."""

    model_config = ConfigDict(extra="forbid")

    count: PositiveInt = Field(1, le=10_000)
    prefix: str = Field("user", pattern=r"^[a-z0-9_.-]{1,32}$")
    private: bool = True


class Expiry(BaseModel):
    """Body of `POST /control/expire`; `open_id` may also be a handle, and null is everybody."""

    model_config = ConfigDict(extra="forbid")

    open_id: str | None
    kind: TokenKind = "access"
    remaining_seconds: NonNegativeFloat = 0


class Removal(BaseModel):
    """Body of `POST /control/users/{handle}/disconnect`."""

    model_config = ConfigDict(extra="forbid")

    # https://developers.tiktok.com/doc/webhooks-events
    reason: int = Field(DISCONNECTED_BY_USER, ge=0, le=5)


class OldVideos(BaseModel):
    """Body of `POST /control/users/{handle}/videos`: the newest is `spacing_seconds` old."""

    model_config = ConfigDict(extra="forbid")

    count: PositiveInt = Field(1, le=1000)
    public: bool = True
    spacing_seconds: PositiveFloat = DAY
    title: str = "video"


async def post_users(request: web.Request) -> web.Response:
    """Add users in bulk."""
    body = await read_body(request, NewUsers)
    users = request.app[WORLD].content.users
    added = [
        users.add(
            f"{body.prefix}{number}",
            Profile(nickname=f"{body.prefix} {number}", private=body.private),
        )
        for number in range(1, body.count + 1)
    ]
    return web.json_response({"users": [user_view(user) for user in added]}, status=201)


async def patch_user(request: web.Request) -> web.Response:
    """Change some fields of a user's profile."""
    user = user_named(request.app[WORLD], request.match_info["handle"])
    change = (await read_body(request, Profile)).model_dump(exclude_unset=True)
    user.profile = user.profile.model_copy(update=change)
    return web.json_response(user_view(user))


async def post_disconnect(request: web.Request) -> web.Response:
    """End the authorization; by default for the reason that the user removed the app."""
    world = request.app[WORLD]
    user = user_named(world, request.match_info["handle"])
    removal = await read_body(request, Removal)
    world.remove_authorization(user.open_id, removal.reason)
    return web.Response(status=HTTPStatus.NO_CONTENT)


async def post_expire(request: web.Request) -> web.Response:
    """Shorten the life of the tokens of one user or of all; the app gets no webhook."""
    world = request.app[WORLD]
    expiry = await read_body(request, Expiry)
    everybody = world.content.users
    users = everybody if expiry.open_id is None else [user_named(world, expiry.open_id)]
    grants, left = world.content.grants, expiry.remaining_seconds
    cut = sum(grants.expire(user.open_id, expiry.kind, left) for user in users)
    return web.json_response({"expired": cut})


async def post_videos(request: web.Request) -> web.Response:
    """Add videos that the user posted earlier, without the app."""
    world = request.app[WORLD]
    user = user_named(world, request.match_info["handle"])
    body = await read_body(request, OldVideos)
    added = [_old_video(world, user, body, number) for number in range(body.count, 0, -1)]
    views = [video_view(video) for video in added]
    return web.json_response({"videos": views}, status=HTTPStatus.CREATED)


def _old_video(world: World, user: User, body: OldVideos, number: int) -> Video:
    created_at = world.clock.now() - number * body.spacing_seconds
    video = Video(world.mint.number(), user.open_id, created_at, f"{body.title} {number}")
    video.is_public = body.public
    return world.content.videos.add(video)


ROUTES = (
    web.post("/control/users", post_users),
    web.patch("/control/users/{handle}", patch_user),
    web.post("/control/users/{handle}/disconnect", post_disconnect),
    web.post("/control/users/{handle}/videos", post_videos),
    web.post("/control/expire", post_expire),
)
