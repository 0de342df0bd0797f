"""The two web applications: API with authorize page and control API, and the upload host."""

from collections.abc import Iterable, Sequence

from aiohttp import web
from aiohttp.typedefs import Handler

from sandbox.stage.application import create_application
from sandbox.stage.control.pages import picture, scene
from sandbox.stage.control.switches import switch_routes
from sandbox.tiktok.answers import rendering
from sandbox.tiktok.control import admin, post_routes, routes, user_routes, webhook_routes
from sandbox.tiktok.display import user_info, video_lists
from sandbox.tiktok.fault_rules import FAULT_RULES
from sandbox.tiktok.oauth import authorize, token_endpoints
from sandbox.tiktok.pages import front_page
from sandbox.tiktok.posting import creator_info, inits, publish_status
from sandbox.tiktok.uploads.chunk_endpoint import put_chunk
from sandbox.tiktok.world import WORLD, World


def create_api(world: World) -> web.Application:
    """Everything except the uploads."""
    control_routes = (
        *switch_routes(world.switches),
        *routes.ROUTES,
        *user_routes.ROUTES,
        *post_routes.ROUTES,
        *webhook_routes.ROUTES,
        *admin.ROUTES,
    )
    return _application(world, _api_routes(), control_routes)


def create_upload_host(world: World) -> web.Application:
    """A host of its own: no client may assume that the upload address is the API's.

    It serves the pictures of users and videos too: TikTok has other hosts than its API for these.
    """
    upload_routes = (
        web.put("/video/", put_chunk),
        _get("/avatars/{handle}.svg", show_avatar),
        _get("/covers/{video_id}.svg", show_cover),
    )
    return _application(world, upload_routes)


def _application(
    world: World,
    platform_routes: Iterable[web.RouteDef],
    control_routes: Iterable[web.RouteDef] | None = None,
) -> web.Application:
    app = create_application(
        world.stage,
        platform_routes,
        fault_rules=FAULT_RULES,
        rendering=rendering(world.switches),
        control_routes=control_routes,
    )
    app[WORLD] = world
    return app


def _api_routes() -> Sequence[web.RouteDef]:
    return (
        _get("/", show_front_page),
        _get("/v2/auth/authorize/", authorize.show_authorize),
        web.post("/v2/auth/authorize/", authorize.decide_authorize),
        _get("/v2/auth/error/", authorize.show_refusal),
        web.post("/v2/oauth/token/", token_endpoints.token),
        web.post("/v2/oauth/revoke/", token_endpoints.revoke),
        _get("/v2/user/info/", user_info.user_info),
        web.post("/v2/post/publish/creator_info/query/", creator_info.creator_info),
        web.post("/v2/post/publish/video/init/", inits.init_direct),
        web.post("/v2/post/publish/inbox/video/init/", inits.init_inbox),
        web.post("/v2/post/publish/content/init/", inits.init_photos),
        web.post("/v2/post/publish/status/fetch/", publish_status.fetch_status),
        web.post("/v2/post/publish/cancel/", publish_status.cancel),
        web.post("/v2/video/list/", video_lists.list_videos),
        web.post("/v2/video/query/", video_lists.query_videos),
    )


def _get(path: str, handler: Handler) -> web.RouteDef:
    return web.get(path, handler, allow_head=False)


async def show_front_page(request: web.Request) -> web.Response:
    """What a person sees who opens the address in a browser."""
    world = request.app[WORLD]
    return front_page(world.content.users, world.settings.client_key)


async def show_avatar(request: web.Request) -> web.Response:
    """The first letter of the handle."""
    return picture(request.match_info["handle"][:1].upper())


async def show_cover(request: web.Request) -> web.Response:
    """A picture of its own for each video."""
    return scene(request.match_info["video_id"])
