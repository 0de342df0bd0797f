"""The two web applications: Facebook's hosts with the control API, and those of Instagram Login."""

from collections.abc import Iterable

from aiohttp import web
from aiohttp.typedefs import Handler

from sandbox.instagram.control import (
    account_routes,
    admin,
    person_routes,
    post_routes,
    routes,
    webhook_routes,
)
from sandbox.instagram.fault_rules import FAULT_RULES
from sandbox.instagram.graph.answers import GraphRefused, refusal_answer
from sandbox.instagram.graph.dispatch import Graph
from sandbox.instagram.graph.responses import respond
from sandbox.instagram.login import facebook_dialog, instagram_dialog
from sandbox.instagram.pages import front_page
from sandbox.instagram.publishing.upload_host import upload
from sandbox.instagram.routes import FACEBOOK_ROUTES, INSTAGRAM_ROUTES
from sandbox.instagram.world import WORLD, World
from sandbox.stage.application import create_application
from sandbox.stage.control.pages import picture, scene
from sandbox.stage.control.switches import switch_routes
from sandbox.stage.journal import NOTE

VERSION = r"{version:v\d+\.\d+}"
MOST = "The request is not one of these hosts'."


def create_facebook(world: World) -> web.Application:
    """Dialog, Graph API, upload host and pictures; and the control API."""
    graph = Graph("facebook", FACEBOOK_ROUTES)
    platform_routes = (
        _get("/", show_front_page),
        _get("/dialog/oauth", facebook_dialog.show_facebook),
        web.post("/dialog/oauth", facebook_dialog.decide_facebook),
        _get(f"/{VERSION}/dialog/oauth", facebook_dialog.show_facebook),
        web.post(f"/{VERSION}/dialog/oauth", facebook_dialog.decide_facebook),
        web.post(f"/ig-api-upload/{VERSION}/{{container}}", upload),
        _get("/pictures/{name}.svg", show_picture),
    )
    control_routes = (
        *switch_routes(world.switches),
        *routes.ROUTES,
        *person_routes.ROUTES,
        *account_routes.ROUTES,
        *post_routes.ROUTES,
        *webhook_routes.ROUTES,
        *admin.ROUTES,
    )
    return _application(world, platform_routes, graph, control_routes)


def create_login(world: World) -> web.Application:
    """instagram.com, api.instagram.com and graph.instagram.com."""
    graph = Graph("instagram", INSTAGRAM_ROUTES)
    platform_routes = (
        _get("/oauth/authorize", instagram_dialog.show_instagram),
        web.post("/oauth/authorize", instagram_dialog.decide_instagram),
    )
    return _application(world, platform_routes, graph)


def _application(
    world: World,
    platform_routes: Iterable[web.RouteDef],
    graph: Graph,
    control_routes: Iterable[web.RouteDef] | None = None,
) -> web.Application:
    app = create_application(
        world.stage,
        platform_routes,
        fault_rules=FAULT_RULES,
        rendering=render,
        control_routes=control_routes,
    )
    # last, since it takes every path that no other route has
    app.router.add_route("*", "/{path:(?!control/|sandbox/).*}", graph.serve)
    app[WORLD] = world
    return app


@web.middleware
async def render(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer what no handler takes in the envelope too, and note the decision."""
    try:
        response = await handler(request)
    except web.HTTPException as error:
        request[NOTE].effect = str(error.status)
        return respond(refusal_answer(GraphRefused(1, MOST)), "", {})
    entry = request[NOTE]
    entry.effect = entry.effect or "ok"
    return response


def _get(path: str, handler: Handler) -> web.RouteDef:
    return web.get(path, handler, allow_head=False)


async def show_front_page(request: web.Request) -> web.Response:
    """What a person sees who opens the address in a browser; a call without a node is refused."""
    world = request.app[WORLD]
    if request.query:
        return await Graph("facebook", FACEBOOK_ROUTES).serve(request)
    return front_page(world.content.people, world.settings.app_id)


async def show_picture(request: web.Request) -> web.Response:
    """The first letter of an account's name, or a picture of its own for each medium."""
    name = request.match_info["name"]
    return scene(name) if name.isdecimal() else picture(name[:1].upper())
