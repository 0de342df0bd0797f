"""The control API: what happens to media and comments."""

from dataclasses import asdict
from http import HTTPStatus

from aiohttp import web
from pydantic import NonNegativeInt, PositiveFloat

from sandbox.instagram.control import actions
from sandbox.instagram.control.account_routes import Body
from sandbox.instagram.webhooks.changes import tell_story_insights
from sandbox.instagram.world import WORLD
from sandbox.stage.control.requests import read_body


class StoryNumbers(Body):
    """Body of `POST /control/posts/{media_id}/story_insights`."""

    exits: NonNegativeInt = 1
    replies: NonNegativeInt = 0
    reach: NonNegativeInt = 40
    taps_forward: NonNegativeInt = 12
    taps_back: NonNegativeInt = 3
    impressions: NonNegativeInt = 50


class MediaChange(Body):
    """Body of `PATCH /control/posts/{media_id}`; what is left out stays."""

    hides_likes: bool | None = None
    is_flagged: bool | None = None
    viewers: NonNegativeInt | None = None
    created_at: PositiveFloat | None = None


class Saying(Body):
    """Body of a comment."""

    author: str = "sample_fan"
    text: str = "Nice shot"
    parent_id: str = ""


async def patch_post(request: web.Request) -> web.Response:
    """Hide the likes, flag the copyright, set a story's viewers or the age."""
    media = actions.media_named(request.app[WORLD], request.match_info["media_id"])
    change = await read_body(request, MediaChange)
    for name, value in change.model_dump(exclude_none=True).items():
        setattr(media, name, value)
    return web.json_response(asdict(media))


async def delete_post(request: web.Request) -> web.Response:
    """The owner deletes a post in the app."""
    world = request.app[WORLD]
    actions.delete_media(world, actions.media_named(world, request.match_info["media_id"]))
    return web.Response(status=HTTPStatus.NO_CONTENT)


async def post_comment(request: web.Request) -> web.Response:
    """Somebody comments, or answers a comment."""
    world = request.app[WORLD]
    media = actions.media_named(world, request.match_info["media_id"])
    body = await read_body(request, Saying)
    made = actions.comment(world, media, body.author, body.text, body.parent_id)
    return web.json_response(asdict(made), status=HTTPStatus.CREATED)


async def post_story_insights(request: web.Request) -> web.Response:
    """A story is over: its last numbers are told."""
    world = request.app[WORLD]
    media = actions.media_named(world, request.match_info["media_id"])
    numbers = (await read_body(request, StoryNumbers)).model_dump()
    tell_story_insights(world, media.account_id, {"media_id": media.id, **numbers})
    return web.json_response(numbers, status=HTTPStatus.CREATED)


async def delete_comment(request: web.Request) -> web.Response:
    """Its author deletes a comment."""
    world = request.app[WORLD]
    actions.delete_comment(world, actions.comment_named(world, request.match_info["comment_id"]))
    return web.Response(status=HTTPStatus.NO_CONTENT)


ROUTES = (
    web.patch("/control/posts/{media_id}", patch_post),
    web.delete("/control/posts/{media_id}", delete_post),
    web.post("/control/posts/{media_id}/comments", post_comment),
    web.post("/control/posts/{media_id}/story_insights", post_story_insights),
    web.delete("/control/comments/{comment_id}", delete_comment),
)
