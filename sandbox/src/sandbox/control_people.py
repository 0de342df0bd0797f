"""The control API, part two: what users do of their own accord."""

from http import HTTPStatus

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, PositiveInt

from sandbox.control import ControlRefused, read_body, user_named
from sandbox.grants import TokenKind
from sandbox.publishes import Publish
from sandbox.state_view import publish_view, user_view
from sandbox.users import PrivacyLevel, Profile
from sandbox.world import DISCONNECTED_BY_USER, WORLD, World


class NewUsers(BaseModel):
    """Body of `POST /control/users`: handles are the prefix and a number from 1."""

    model_config = ConfigDict(extra="forbid")

    count: PositiveInt = Field(1, le=10_000)
    prefix: str = Field("user", pattern=r"^[a-z0-9_.-]{1,32}$")
    private: bool = True


class Expiry(BaseModel):
    """Body of `POST /control/expire`; `open_id` may also be a handle."""

    model_config = ConfigDict(extra="forbid")

    open_id: str
    kind: TokenKind = "access"


class DraftChoice(BaseModel):
    """Body of `POST /control/publishes/{publish_id}/post`."""

    model_config = ConfigDict(extra="forbid")

    privacy_level: PrivacyLevel = "SELF_ONLY"


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
    """The user removes the app in TikTok's settings."""
    world = request.app[WORLD]
    user = user_named(world, request.match_info["handle"])
    world.remove_authorization(user.open_id, DISCONNECTED_BY_USER)
    return web.Response(status=HTTPStatus.NO_CONTENT)


async def post_expire(request: web.Request) -> web.Response:
    """End a user's tokens now, without a word to the app."""
    world = request.app[WORLD]
    expiry = await read_body(request, Expiry)
    user = user_named(world, expiry.open_id)
    return web.json_response({"expired": world.content.grants.expire(user.open_id, expiry.kind)})


async def post_draft(request: web.Request) -> web.Response:
    """The user posts a video from the inbox."""
    world = request.app[WORLD]
    publish = _publish(world, request)
    choice = await read_body(request, DraftChoice)
    if publish.status not in ("SEND_TO_USER_INBOX", "PUBLISH_COMPLETE"):
        raise ControlRefused(HTTPStatus.CONFLICT, f"The post is {publish.status}")
    world.content.lifecycle.post_draft(publish, choice.privacy_level)
    return web.json_response(publish_view(publish))


async def post_hide(request: web.Request) -> web.Response:
    """The user makes the newest public post of a publish private."""
    world = request.app[WORLD]
    publish = _publish(world, request)
    world.content.lifecycle.hide(publish)
    return web.json_response(publish_view(publish))


def _publish(world: World, request: web.Request) -> Publish:
    publish_id = request.match_info["publish_id"]
    publish = world.content.publishes.find(publish_id)
    if publish is None:
        raise ControlRefused(HTTPStatus.NOT_FOUND, f"No publish {publish_id!r}")
    return publish


ROUTES = (
    web.post("/control/users", post_users),
    web.patch("/control/users/{handle}", patch_user),
    web.post("/control/users/{handle}/disconnect", post_disconnect),
    web.post("/control/expire", post_expire),
    web.post("/control/publishes/{publish_id}/post", post_draft),
    web.post("/control/publishes/{publish_id}/hide", post_hide),
)
