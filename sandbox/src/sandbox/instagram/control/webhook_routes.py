"""The control API: subscriptions of the dashboards, and extra or held deliveries."""

from http import HTTPStatus
from typing import Literal

from aiohttp import web
from pydantic import BaseModel, ConfigDict, JsonValue, PositiveInt

from sandbox.instagram.control.actions import account_named
from sandbox.instagram.control.state_view import delivery_view
from sandbox.instagram.graph.call import Side
from sandbox.instagram.switches import Signature
from sandbox.instagram.webhooks.changes import TEST_ID, Change
from sandbox.instagram.webhooks.subscriptions import MESSAGING, NEEDED, AppSubscription
from sandbox.instagram.webhooks.verification import verify
from sandbox.instagram.world import WORLD
from sandbox.stage.control.requests import ControlRefused, read_body

SAMPLE: dict[str, JsonValue] = {
    "id": "17865799348089039",
    "text": "This is an example.",
    "from": {"id": "232323232", "username": "test"},
    "media": {"id": "123123123", "media_product_type": "FEED"},
}


class Body(BaseModel):
    """Every body refuses what it does not know."""

    model_config = ConfigDict(extra="forbid")


class Subscription(Body):
    """Body of `PUT /control/subscriptions`."""

    side: Side = "facebook"
    callback_url: str
    verify_token: str
    fields: tuple[str, ...] = ("comments", "mentions")
    include_values: bool = True


class Injection(Body):
    """Body of `POST /control/webhooks/inject`; nothing else of the state changes."""

    side: Side = "facebook"
    account: str
    field: str = "comments"
    value: dict[str, JsonValue] = SAMPLE
    duplicate: PositiveInt = 1
    signature: Signature = "good"
    raw: str | None = None
    retry: bool = True


class Testing(Body):
    """Body of `POST /control/webhooks/test`."""

    side: Side = "facebook"
    field: str = "comments"


class Release(Body):
    """Body of `POST /control/webhooks/release`."""

    order: Literal["fifo", "reversed"] = "fifo"
    batch: bool = False


async def put_subscription(request: web.Request) -> web.Response:
    """Subscribe an app in its dashboard; the callback has to answer the challenge."""
    world, body = request.app[WORLD], await read_body(request, Subscription)
    if unknown := set(body.fields) - NEEDED.keys():
        raise ControlRefused(HTTPStatus.UNPROCESSABLE_ENTITY, f"No field {sorted(unknown)}")
    wanted = AppSubscription(body.callback_url, body.verify_token, body.fields, body.include_values)
    if not await verify(world.stage.session, wanted):
        raise ControlRefused(HTTPStatus.CONFLICT, "The callback did not answer the challenge")
    world.content.subscriptions.apps[body.side] = wanted
    return web.json_response({"fields": list(body.fields)})


async def post_inject(request: web.Request) -> web.Response:
    """Send now and answer with the attempts; only well-signed deliveries are repeated."""
    world, body = request.app[WORLD], await read_body(request, Injection)
    account = account_named(world, body.account)
    change = Change(
        body.side, account.id, body.field, dict(body.value), is_message=body.field in MESSAGING
    )
    raw = None if body.raw is None else body.raw.encode()
    deliveries = world.content.deliveries
    sent = [deliveries.prepare((change,), body.signature, raw) for _ in range(body.duplicate)]
    await deliveries.send_in_turn(sent, retry=body.retry and body.signature == "good")
    return web.json_response({"deliveries": [delivery_view(one) for one in sent]})


async def post_test(request: web.Request) -> web.Response:
    """What the button "Test" of the dashboard sends: the entry's id is 0."""
    world, body = request.app[WORLD], await read_body(request, Testing)
    change = Change(body.side, TEST_ID, body.field, dict(SAMPLE))
    delivery = world.content.deliveries.prepare((change,), "good")
    await world.content.deliveries.send_in_turn([delivery], retry=False)
    return web.json_response(delivery_view(delivery))


async def post_release(request: web.Request) -> web.Response:
    """Send the held deliveries, one after the other or in as few as possible."""
    deliveries = request.app[WORLD].content.deliveries
    body = await read_body(request, Release)
    held = deliveries.held()
    ordered = held if body.order == "fifo" else held[::-1]
    sent = deliveries.batched(ordered) if body.batch else ordered
    await deliveries.send_in_turn(sent, retry=True)
    return web.json_response({"deliveries": [delivery_view(one) for one in sent]})


ROUTES = (
    web.put("/control/subscriptions", put_subscription),
    web.post("/control/webhooks/inject", post_inject),
    web.post("/control/webhooks/test", post_test),
    web.post("/control/webhooks/release", post_release),
)
