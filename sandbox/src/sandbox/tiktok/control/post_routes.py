"""The control API: what users and moderation do to posts and videos."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Literal

from aiohttp import web
from aiohttp.typedefs import Handler
from pydantic import BaseModel, ConfigDict

from sandbox.stage.control.requests import read_body
from sandbox.tiktok.control import user_actions
from sandbox.tiktok.control.state_view import publish_view, video_view
from sandbox.tiktok.display.videos import Video
from sandbox.tiktok.posting.publishes import Publish
from sandbox.tiktok.users import PrivacyLevel
from sandbox.tiktok.world import WORLD, World


class DraftPosting(BaseModel):
    """Body of `POST /control/publishes/{publish_id}/post`."""

    model_config = ConfigDict(extra="forbid")

    privacy_level: PrivacyLevel = "SELF_ONLY"


class Failure(BaseModel):
    """Body of `POST /control/publishes/{publish_id}/fail`."""

    model_config = ConfigDict(extra="forbid")

    reason: str = "internal"


class Verdict(BaseModel):
    """Body of `POST /control/publishes/{publish_id}/moderate`."""

    model_config = ConfigDict(extra="forbid")

    verdict: Literal["pass", "refuse"]


async def post_draft(request: web.Request) -> web.Response:
    """The user posts from the inbox."""
    world, publish = _publish(request)
    body = await read_body(request, DraftPosting)
    user_actions.post_draft(world, publish, body.privacy_level)
    return web.json_response(publish_view(publish))


async def post_fail(request: web.Request) -> web.Response:
    """Processing fails for the given reason."""
    world, publish = _publish(request)
    user_actions.fail_post(world, publish, (await read_body(request, Failure)).reason)
    return web.json_response(publish_view(publish))


async def post_moderate(request: web.Request) -> web.Response:
    """Moderation decides about held posts; a late refusal hides what was public."""
    world, publish = _publish(request)
    verdict = (await read_body(request, Verdict)).verdict
    user_actions.moderate(world, publish, verdict == "pass")
    return web.json_response(publish_view(publish))


async def post_hide(request: web.Request) -> web.Response:
    """The user makes the newest public video of a post private."""
    world, publish = _publish(request)
    world.content.lifecycle.hide(publish)
    return web.json_response(publish_view(publish))


async def delete_video(request: web.Request) -> web.Response:
    """The user deletes a video."""
    world = request.app[WORLD]
    user_actions.delete_video(
        world, user_actions.video_named(world, request.match_info["video_id"])
    )
    return web.Response(status=HTTPStatus.NO_CONTENT)


def _publish(request: web.Request) -> tuple[World, Publish]:
    world = request.app[WORLD]
    return world, user_actions.publish_named(world, request.match_info["publish_id"])


def _to_publish(choose: Callable[[World, Publish], None]) -> Handler:
    async def act(request: web.Request) -> web.Response:
        world, publish = _publish(request)
        choose(world, publish)
        return web.json_response(publish_view(publish))

    return act


def _to_video(choose: Callable[[World, Video], None]) -> Handler:
    async def act(request: web.Request) -> web.Response:
        world = request.app[WORLD]
        video = user_actions.video_named(world, request.match_info["video_id"])
        choose(world, video)
        return web.json_response(video_view(video))

    return act


ROUTES = (
    web.post("/control/publishes/{publish_id}/post", post_draft),
    web.post("/control/publishes/{publish_id}/discard", _to_publish(user_actions.discard_draft)),
    web.post("/control/publishes/{publish_id}/show", _to_publish(user_actions.show_newest)),
    web.post("/control/publishes/{publish_id}/hide", post_hide),
    web.post("/control/publishes/{publish_id}/moderate", post_moderate),
    web.post("/control/publishes/{publish_id}/fail", post_fail),
    web.post("/control/videos/{video_id}/show", _to_video(user_actions.show_video)),
    web.post("/control/videos/{video_id}/hide", _to_video(user_actions.hide_video)),
    web.delete("/control/videos/{video_id}", delete_video),
)
