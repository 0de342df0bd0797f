"""The control API, part two: what users do of their own accord."""

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

from sandbox.control import read_body, user_named
from sandbox.grants import TokenKind
from sandbox.state_view import user_view, video_view
from sandbox.switches import DAY
from sandbox.users import Profile, User
from sandbox.videos import Video
from sandbox.world import DISCONNECTED_BY_USER, WORLD, World


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
    wish = await read_body(request, NewUsers)
    users = request.app[WORLD].content.users
    added = [
        users.add(
            f"{wish.prefix}{number}",
            Profile(nickname=f"{wish.prefix} {number}", private=wish.private),
        )
        for number in range(1, wish.count + 1)
    ]
    return web.json_response({"users": [user_view(user) for user in added]}, status=201)


async def patch_user(request: web.Request) -> web.Response:
    """Change some fields of a user's profile."""
    user = user_named(request.app[WORLD], request.match_info["handle"])
    change = (await read_body(request, Profile)).model_dump(exclude_unset=True)
    user.profile = user.profile.model_copy(update=change)
    return web.json_response(user_view(user))


async def post_disconnect(request: web.Request) -> web.Response:
    """The authorization ends without the app: by default the user removes it in the settings."""
    world = request.app[WORLD]
    user = user_named(world, request.match_info["handle"])
    removal = await read_body(request, Removal)
    world.remove_authorization(user.open_id, removal.reason)
    return web.Response(status=HTTPStatus.NO_CONTENT)


async def post_expire(request: web.Request) -> web.Response:
    """Cut the life of a user's or everybody's tokens short, without a word to the app."""
    world = request.app[WORLD]
    expiry = await read_body(request, Expiry)
    everybody = world.content.users
    users = everybody if expiry.open_id is None else [user_named(world, expiry.open_id)]
    grants, left = world.content.grants, expiry.remaining_seconds
    cut = sum(grants.expire(user.open_id, expiry.kind, left) for user in users)
    return web.json_response({"expired": cut})


async def post_videos(request: web.Request) -> web.Response:
    """The user has posted before, without the app."""
    world = request.app[WORLD]
    user = user_named(world, request.match_info["handle"])
    wish = await read_body(request, OldVideos)
    added = [_old_video(world, user, wish, number) for number in range(wish.count, 0, -1)]
    views = [video_view(video) for video in added]
    return web.json_response({"videos": views}, status=HTTPStatus.CREATED)


def _old_video(world: World, user: User, wish: OldVideos, number: int) -> Video:
    created_at = world.clock.now() - number * wish.spacing_seconds
    video = Video(world.mint.number(), user.open_id, created_at, f"{wish.title} {number}")
    video.is_public = wish.public
    return world.content.videos.add(video)


ROUTES = (
    web.post("/control/users", post_users),
    web.patch("/control/users/{handle}", patch_user),
    web.post("/control/users/{handle}/disconnect", post_disconnect),
    web.post("/control/users/{handle}/videos", post_videos),
    web.post("/control/expire", post_expire),
)
