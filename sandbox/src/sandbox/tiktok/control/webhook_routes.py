"""The control API: extra webhook deliveries, and the order of those that were held."""

from http import HTTPStatus
from typing import Literal

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, JsonValue, PositiveInt

from sandbox.stage.clock import real_time
from sandbox.stage.control.requests import ControlRefused, read_body
from sandbox.tiktok.control.state_view import delivery_view
from sandbox.tiktok.control.user_actions import user_named
from sandbox.tiktok.posting.publishes import Publish
from sandbox.tiktok.switches import Signature
from sandbox.tiktok.webhooks import Notice
from sandbox.tiktok.world import DISCONNECTED_BY_USER, WORLD, World

PUBLIC_EVENTS = (
    "post.publish.publicly_available",
    "post.publish.no_longer_publicaly_available",
)


class Injection(BaseModel):
    """Body of `POST /control/webhooks/inject`; nothing else of the sandbox's state changes."""

    model_config = ConfigDict(extra="forbid")

    event: str
    publish_id: str | None = None
    user: str | None = Field(None, description="handle or open_id")
    content: dict[str, JsonValue] = Field({}, description="overrides; null leaves a key out")
    duplicate: PositiveInt = Field(1, le=1000)
    signature: Signature = "good"
    create_time: int | None = None
    raw: str | None = Field(None, description="sent and signed as the body, whatever it is")
    retry: bool = True


class Release(BaseModel):
    """Body of `POST /control/webhooks/release`."""

    model_config = ConfigDict(extra="forbid")

    order: Literal["fifo", "reversed"] = "fifo"


async def post_inject(request: web.Request) -> web.Response:
    """Send now and answer with the attempts; only well-signed deliveries are repeated."""
    world = request.app[WORLD]
    body = await read_body(request, Injection)
    notice = _notice(world, body)
    raw = None if body.raw is None else body.raw.encode()
    deliveries = world.content.deliveries
    prepared = [deliveries.prepare(notice, body.signature, raw) for _ in range(body.duplicate)]
    await deliveries.send_in_turn(prepared, body.retry and body.signature == "good")
    return web.json_response({"deliveries": [delivery_view(sent) for sent in prepared]})


async def post_release(request: web.Request) -> web.Response:
    """Send the held deliveries one after the other."""
    deliveries = request.app[WORLD].content.deliveries
    order = (await read_body(request, Release)).order
    held = deliveries.held()
    await deliveries.send_in_turn(held if order == "fifo" else reversed(held), retry=True)
    return web.json_response({"deliveries": [delivery_view(sent) for sent in held]})


def _notice(world: World, body: Injection) -> Notice:
    content = {**_default_content(world, body), **body.content}
    kept = {name: value for name, value in content.items() if value is not None}
    create_time = int(real_time()) if body.create_time is None else body.create_time
    return Notice(body.event, _open_id(world, body), kept, create_time)


def _open_id(world: World, body: Injection) -> str:
    if body.user is not None:
        return user_named(world, body.user).open_id
    return _known_publish(world, body.publish_id).open_id


def _known_publish(world: World, publish_id: str | None) -> Publish:
    publish = world.content.publishes.find(publish_id or "")
    if publish is None:
        reason = f"No publish {publish_id!r}; name a known one or a user"
        raise ControlRefused(HTTPStatus.NOT_FOUND, reason)
    return publish


def _default_content(world: World, body: Injection) -> dict[str, JsonValue]:
    if body.event == "authorization.removed":
        return {"reason": DISCONNECTED_BY_USER}
    if body.publish_id is None:
        return {}
    content: dict[str, JsonValue] = {"publish_id": body.publish_id}
    publish = world.content.publishes.find(body.publish_id)
    if body.event in PUBLIC_EVENTS:
        known = publish.post_ids if publish else []
        content["post_id"] = str(known[-1] if known else world.mint.number())
    if body.event == "post.publish.failed":
        content["reason"] = "internal"
    content["publish_type"] = publish.publish_type if publish else "DIRECT_PUBLISH"
    return content


ROUTES = (
    web.post("/control/webhooks/inject", post_inject),
    web.post("/control/webhooks/release", post_release),
)
