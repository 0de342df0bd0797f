"""The two web applications: API with authorize page and control API, and the upload host."""

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from sandbox import (
    admin,
    control,
    control_people,
    control_posts,
    control_webhooks,
    display,
    inits,
    media_source,
    oauth,
    posting,
)
from sandbox.answers import rendering
from sandbox.authorize import decide_authorize, show_authorize, show_refusal
from sandbox.faults import misbehaving
from sandbox.journal import journalling
from sandbox.pages import avatar, front_page
from sandbox.upload import put_chunk
from sandbox.user_info import user_info
from sandbox.whose import open_id_of
from sandbox.world import WORLD, World

MAX_BODY = 1_048_576
CONTROL_PREFIXES = ("/control/", "/sandbox/")


def create_api(world: World) -> web.Application:
    """Everything but the uploads."""
    app = _application(world)
    app.add_routes(
        [
            _get("/", show_front_page),
            _get("/healthz", healthz),
            _get("/v2/auth/authorize/", show_authorize),
            web.post("/v2/auth/authorize/", decide_authorize),
            _get("/v2/auth/error/", show_refusal),
            web.post("/v2/oauth/token/", oauth.token),
            web.post("/v2/oauth/revoke/", oauth.revoke),
            _get("/v2/user/info/", user_info),
            web.post("/v2/post/publish/creator_info/query/", posting.creator_info),
            web.post("/v2/post/publish/video/init/", inits.init_direct),
            web.post("/v2/post/publish/inbox/video/init/", inits.init_inbox),
            web.post("/v2/post/publish/content/init/", inits.init_photos),
            web.post("/v2/post/publish/status/fetch/", posting.fetch_status),
            web.post("/v2/post/publish/cancel/", posting.cancel),
            web.post("/v2/video/list/", display.list_videos),
            web.post("/v2/video/query/", display.query_videos),
            _get("/covers/{video_id}.svg", show_cover),
            *media_source.ROUTES,
            *admin.ROUTES,
            *control.ROUTES,
            *control_people.ROUTES,
            *control_posts.ROUTES,
            *control_webhooks.ROUTES,
        ]
    )
    return app


def create_upload_host(world: World) -> web.Application:
    """A host of its own, so that no client can take the upload address for granted.

    It has the users' pictures too, which TikTok does not serve from its API's host either.
    """
    app = _application(world)
    app.add_routes(
        [
            web.put("/video/", put_chunk),
            _get("/avatars/{handle}.svg", show_avatar),
            _get("/healthz", healthz),
        ]
    )
    return app


def _application(world: World) -> web.Application:
    """Journal outside, then faults, then refusals: a fault may replace any answer."""
    platform = (
        journalling(world.journal),
        misbehaving(world.faults, open_id_of),
        rendering(world.switches),
    )
    layers = [_where(False, layer) for layer in platform]
    app = web.Application(
        middlewares=[*layers, _where(True, control.control_errors)], client_max_size=MAX_BODY
    )
    app[WORLD] = world
    return app


def _get(path: str, handler: Handler) -> web.RouteDef:
    return web.get(path, handler, allow_head=False)


def _where(in_control: bool, layer: Middleware) -> Middleware:
    """Let a layer see only control requests, or only the platform's."""

    @web.middleware
    async def chosen(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.startswith(CONTROL_PREFIXES) == in_control:
            return await layer(request, handler)
        return await handler(request)

    return chosen


async def show_front_page(request: web.Request) -> web.Response:
    """For whoever opens the address in a browser."""
    world = request.app[WORLD]
    return front_page(world.content.users, world.settings.client_key)


async def show_avatar(request: web.Request) -> web.Response:
    """The first letter of the handle."""
    return avatar(request.match_info["handle"][:1].upper())


async def show_cover(_: web.Request) -> web.Response:
    """A picture for every video."""
    return avatar("\N{BLACK RIGHT-POINTING TRIANGLE}")


async def healthz(_: web.Request) -> web.Response:
    """Listening is all there is to be ready for."""
    return web.Response(text="ok")
