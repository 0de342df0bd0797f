"""The control API: what happens to accounts on Instagram."""

from dataclasses import asdict
from http import HTTPStatus

from aiohttp import web
from pydantic import BaseModel, ConfigDict, NonNegativeInt, PositiveFloat

from sandbox.instagram.control import actions
from sandbox.instagram.people import AccountKind
from sandbox.instagram.reading.library import MediaType, Product
from sandbox.instagram.webhooks.changes import tell_message
from sandbox.instagram.world import WORLD
from sandbox.stage.control.requests import read_body


class Body(BaseModel):
    """Every body refuses what it does not know."""

    model_config = ConfigDict(extra="forbid")


class AccountChange(Body):
    """Body of `PATCH /control/accounts/{name}`; what is left out stays."""

    kind: AccountKind | None = None
    username: str | None = None
    followers: NonNegativeInt | None = None
    is_public: bool | None = None
    is_restricted: bool | None = None
    converted_at: PositiveFloat | None = None


class Post(Body):
    """Body of `POST /control/accounts/{name}/media`."""

    type: MediaType = "IMAGE"
    product: Product = "FEED"
    caption: str = ""


class Naming(Body):
    """Body of `POST /control/accounts/{name}/mention`."""

    text: str = "thanks @you"
    in_comment: bool = False


class Message(Body):
    """Body of `POST /control/accounts/{name}/message`."""

    text: str = "Hello"


async def patch_account(request: web.Request) -> web.Response:
    """Change an account: convert it, restrict it, make it private, …"""
    account = actions.account_named(request.app[WORLD], request.match_info["name"])
    change = await read_body(request, AccountChange)
    for name, value in change.model_dump(exclude_none=True).items():
        setattr(account, name, value)
    return web.json_response(asdict(account))


async def post_media(request: web.Request) -> web.Response:
    """The owner posts in the app, without us."""
    world = request.app[WORLD]
    account = actions.account_named(world, request.match_info["name"])
    body = await read_body(request, Post)
    media = actions.post_in_the_app(world, account, body.type, body.product, body.caption)
    return web.json_response(asdict(media), status=HTTPStatus.CREATED)


async def post_mention(request: web.Request) -> web.Response:
    """Somebody else names the account."""
    world = request.app[WORLD]
    account = actions.account_named(world, request.match_info["name"])
    body = await read_body(request, Naming)
    made = actions.mention(world, account, body.text, in_comment=body.in_comment)
    return web.json_response(asdict(made), status=HTTPStatus.CREATED)


async def post_message(request: web.Request) -> web.Response:
    """Somebody writes to the account."""
    world = request.app[WORLD]
    account = actions.account_named(world, request.match_info["name"])
    now = int(world.clock.now() * 1000)
    value: dict[str, object] = {
        "sender": {"id": f"{actions.FANS}0002"},
        "recipient": {"id": account.id},
        "timestamp": now,
        "message": {"mid": f"m_{now}", "text": (await read_body(request, Message)).text},
    }
    tell_message(world, account.id, value)
    return web.json_response(value, status=HTTPStatus.CREATED)


ROUTES = (
    web.patch("/control/accounts/{name}", patch_account),
    web.post("/control/accounts/{name}/media", post_media),
    web.post("/control/accounts/{name}/mention", post_mention),
    web.post("/control/accounts/{name}/message", post_message),
)
