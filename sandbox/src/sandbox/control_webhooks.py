"""The control API, part three: extra deliveries, and the order of those held back."""

from http import HTTPStatus
from typing import Literal

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, JsonValue, PositiveInt

from sandbox.clock import wall
from sandbox.control import ControlRefused, read_body, user_named
from sandbox.publishes import Publish
from sandbox.state_view import delivery_view
from sandbox.switches import Signature
from sandbox.webhooks import Notice
from sandbox.world import DISCONNECTED_BY_USER, WORLD, World

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
    """Send now and answer with the receiver's statuses; only well-signed ones are repeated."""
    world = request.app[WORLD]
    wish = await read_body(request, Injection)
    notice = _notice(world, wish)
    raw = None if wish.raw is None else wish.raw.encode()
    deliveries = world.content.deliveries
    prepared = [deliveries.prepare(notice, wish.signature, raw) for _ in range(wish.duplicate)]
    await deliveries.send_in_turn(prepared, wish.retry and wish.signature == "good")
    return web.json_response({"deliveries": [delivery_view(sent) for sent in prepared]})


async def post_release(request: web.Request) -> web.Response:
    """Send what was held back, one after the other; later ones flow again if the hold is off."""
    deliveries = request.app[WORLD].content.deliveries
    order = (await read_body(request, Release)).order
    held = deliveries.held()
    await deliveries.send_in_turn(held if order == "fifo" else reversed(held), retry=True)
    return web.json_response({"deliveries": [delivery_view(sent) for sent in held]})


def _notice(world: World, wish: Injection) -> Notice:
    content = {**_usual_content(world, wish), **wish.content}
    told = {name: value for name, value in content.items() if value is not None}
    create_time = int(wall()) if wish.create_time is None else wish.create_time
    return Notice(wish.event, _addressee(world, wish), told, create_time)


def _addressee(world: World, wish: Injection) -> str:
    if wish.user is not None:
        return user_named(world, wish.user).open_id
    return _known_publish(world, wish.publish_id).open_id


def _known_publish(world: World, publish_id: str | None) -> Publish:
    publish = world.content.publishes.find(publish_id or "")
    if publish is None:
        reason = f"No publish {publish_id!r}; name a known one or a user"
        raise ControlRefused(HTTPStatus.NOT_FOUND, reason)
    return publish


def _usual_content(world: World, wish: Injection) -> dict[str, JsonValue]:
    if wish.event == "authorization.removed":
        return {"reason": DISCONNECTED_BY_USER}
    if wish.publish_id is None:
        return {}
    content: dict[str, JsonValue] = {"publish_id": wish.publish_id}
    publish = world.content.publishes.find(wish.publish_id)
    if wish.event in PUBLIC_EVENTS:
        known = publish.post_ids if publish else []
        content["post_id"] = str(known[-1] if known else world.mint.number())
    if wish.event == "post.publish.failed":
        content["reason"] = "internal"
    content["publish_type"] = publish.publish_type if publish else "DIRECT_PUBLISH"
    return content


ROUTES = (
    web.post("/control/webhooks/inject", post_inject),
    web.post("/control/webhooks/release", post_release),
)
