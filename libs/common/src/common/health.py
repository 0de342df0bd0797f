"""`/livez`, `/readyz` and `/metrics` on a port of their own, never public."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

CHECK_SECONDS = 4.0
Check = Callable[[], Awaitable[str | None]]


class Health:
    """What must hold before this process can do its one job."""

    def __init__(self) -> None:
        self._checks: dict[str, Check] = {}
        self.draining = False

    def needs(self, name: str, check: Check) -> None:
        """Add a check: it says why the process is not ready, or None."""
        self._checks[name] = check

    async def failing(self) -> dict[str, str]:
        """Ask every check at once; gives the reasons of those that fail."""
        if self.draining:
            return {"process": "draining"}
        reasons = await asyncio.gather(*(_reason(check) for check in self._checks.values()))
        return {name: reason for name, reason in zip(self._checks, reasons, strict=True) if reason}


async def _reason(check: Check) -> str | None:
    """Ask one check; it has less time than a probe waits, and one that fails is a reason too."""
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            return await check()
    except Exception as error:
        return f"the check failed: {type(error).__name__}"


def internal_app(health: Health) -> web.Application:
    """Serve liveness (the loop turns; nothing else is asked), readiness and metrics."""

    async def livez(_request: web.Request) -> web.Response:
        return web.json_response({"status": "alive"})

    async def readyz(_request: web.Request) -> web.Response:
        failing = await health.failing()
        body = {"status": "not ready" if failing else "ready", "failing": failing}
        return web.json_response(body, status=503 if failing else 200)

    async def metrics(_request: web.Request) -> web.Response:
        return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    app = web.Application()
    app.add_routes(
        [web.get("/livez", livez), web.get("/readyz", readyz), web.get("/metrics", metrics)]
    )
    return app


@asynccontextmanager
async def open_health(host: str, port: int) -> AsyncIterator[Health]:
    """Keep the internal port open for as long as the process works."""
    health = Health()
    runner = web.AppRunner(internal_app(health), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    try:
        yield health
    finally:
        await runner.cleanup()
