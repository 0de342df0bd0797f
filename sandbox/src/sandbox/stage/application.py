"""Builds the web application of a platform around its routes."""

from collections.abc import Iterable

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from sandbox.stage.control import routes as control
from sandbox.stage.control.requests import control_errors
from sandbox.stage.fault_layer import misbehaving
from sandbox.stage.faults import FaultRules
from sandbox.stage.journal import journalling
from sandbox.stage.media import source
from sandbox.stage.stage import STAGE, Stage

MAX_BODY = 1_048_576
CONTROL_PREFIXES = ("/control/", "/sandbox/")


def create_application(
    stage: Stage,
    routes: Iterable[web.RouteDef],
    *,
    fault_rules: FaultRules,
    rendering: Middleware,
    control_routes: Iterable[web.RouteDef] | None = None,
) -> web.Application:
    """Put journal, faults and `rendering` around the routes, and add `/healthz`.

    `rendering` turns the platform's refusals into answers. `control_routes` are the platform's
    part of the control API and its admin page, under `/control/` and `/sandbox/`; where they are
    given, the shared part of the control API and the test media are served too.
    """
    # the journal is outside, then come the faults: a fault may replace any answer
    layers = (journalling(stage.journal), misbehaving(stage.faults, fault_rules), rendering)
    middlewares = [*(_only(False, layer) for layer in layers), _only(True, control_errors)]
    app = web.Application(middlewares=middlewares, client_max_size=MAX_BODY)
    app[STAGE] = stage
    app.add_routes([*routes, web.get("/healthz", healthz, allow_head=False)])
    if control_routes is not None:
        app.add_routes([*source.ROUTES, *control.ROUTES, *control_routes])
    return app


def _only(for_control: bool, layer: Middleware) -> Middleware:
    """Apply a layer to control requests only, or to all others only."""

    @web.middleware
    async def apply(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.startswith(CONTROL_PREFIXES) == for_control:
            return await layer(request, handler)
        return await handler(request)

    return apply


async def healthz(_: web.Request) -> web.Response:
    """The sandbox is ready as soon as it listens."""
    return web.Response(text="ok")
