"""The control API: what people do at Facebook, and to the app's access."""

from http import HTTPStatus

from aiohttp import web
from pydantic import BaseModel, ConfigDict, NonNegativeFloat, PositiveInt

from sandbox.instagram.control import actions
from sandbox.instagram.people import CLASSIC, Person
from sandbox.instagram.world import WORLD, World
from sandbox.stage.control.requests import ControlRefused, read_body


class Crowd(BaseModel):
    """Body of `POST /control/people`."""

    model_config = ConfigDict(extra="forbid")

    count: PositiveInt = 1
    prefix: str = "guest"


class Revocation(BaseModel):
    """Body of `POST /control/people/{name}/revoke`."""

    model_config = ConfigDict(extra="forbid")

    permission: str


class Checkpoint(BaseModel):
    """Body of `POST /control/people/{name}/checkpoint`."""

    model_config = ConfigDict(extra="forbid")

    on: bool = True


class Role(BaseModel):
    """Body of `PUT /control/people/{name}/pages/{page_id}`: no tasks take the role away."""

    model_config = ConfigDict(extra="forbid")

    tasks: tuple[str, ...] = CLASSIC


class Expiry(BaseModel):
    """Body of `POST /control/expire`."""

    model_config = ConfigDict(extra="forbid")

    owner: str
    remaining_seconds: NonNegativeFloat = 0


async def post_people(request: web.Request) -> web.Response:
    """People with a Page and a Business account each: `guest1`, `guest2`, …"""
    people = request.app[WORLD].content.people
    body = await read_body(request, Crowd)
    for number in range(1, body.count + 1):
        handle = f"{body.prefix}{number}"
        if people.find(handle):
            raise ControlRefused(HTTPStatus.CONFLICT, f"There is a {handle} already")
        account = people.add_account(handle, handle.capitalize())
        people.add_page(people.add(handle, handle.capitalize()), handle.capitalize(), account)
    return web.json_response({"people": body.count}, status=HTTPStatus.CREATED)


async def post_remove_app(request: web.Request) -> web.Response:
    """The app is removed: 458, and the deauthorize callback."""
    world, owner = _owner(request)
    world.remove_app(owner)
    return _done()


async def post_password(request: web.Request) -> web.Response:
    """The password is changed: 460."""
    world, owner = _owner(request)
    actions.change_password(world, owner)
    return _done()


async def post_deletion(request: web.Request) -> web.Response:
    """Data deletion is asked for: its callback."""
    world, owner = _owner(request)
    actions.ask_for_deletion(world, owner)
    return _done()


async def post_revoke(request: web.Request) -> web.Response:
    """One permission is withdrawn: 10 or 200."""
    world, owner = _owner(request)
    actions.revoke(world, owner, (await read_body(request, Revocation)).permission)
    return _done()


async def post_checkpoint(request: web.Request) -> web.Response:
    """The person has to log in at facebook.com first: 459, until it is over."""
    person = _person(request)
    person.is_checkpointed = (await read_body(request, Checkpoint)).on
    return _done()


async def put_role(request: web.Request) -> web.Response:
    """Change the tasks on a Page; none take the role away: 492."""
    person, page_id = _person(request), request.match_info["page_id"]
    if page_id not in request.app[WORLD].content.people.pages:
        raise ControlRefused(HTTPStatus.NOT_FOUND, f"No Page {page_id!r}")
    tasks = (await read_body(request, Role)).tasks
    person.pages.pop(page_id, None)
    if tasks:
        person.pages[page_id] = tasks
    return _done()


async def post_expire(request: web.Request) -> web.Response:
    """Let somebody's tokens that end at all end now, or in so many seconds: 463."""
    world, body = request.app[WORLD], await read_body(request, Expiry)
    owner = actions.owner_named(world, body.owner)
    count = world.content.grants.expire(owner, body.remaining_seconds)
    return web.json_response({"tokens": count})


def _owner(request: web.Request) -> tuple[World, str]:
    world = request.app[WORLD]
    return world, actions.owner_named(world, request.match_info["name"])


def _person(request: web.Request) -> Person:
    return actions.person_named(request.app[WORLD], request.match_info["name"])


def _done() -> web.Response:
    return web.Response(status=HTTPStatus.NO_CONTENT)


ROUTES = (
    web.post("/control/people", post_people),
    web.post("/control/people/{name}/remove_app", post_remove_app),
    web.post("/control/people/{name}/password", post_password),
    web.post("/control/people/{name}/deletion", post_deletion),
    web.post("/control/people/{name}/revoke", post_revoke),
    web.post("/control/people/{name}/checkpoint", post_checkpoint),
    web.put("/control/people/{name}/pages/{page_id}", put_role),
    web.post("/control/expire", post_expire),
)
