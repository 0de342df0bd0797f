"""`/livez`, `/readyz` and `/metrics` on a port of their own, never public."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from common.logs import get_logger

log = get_logger(__name__)
CHECK_SECONDS = 4.0
PATIENCE_SECONDS = 10.0
Check = Callable[[], Awaitable[str | None]]


class Patient:
    """A check that may fail for a while before its reason counts, once it has passed.

    A new leader of a partition, or a broker that is restarted, is there again within seconds. No
    process needs to be taken out of service for that, and never all of them at once.
    """

    def __init__(self, check: Check, seconds: float = PATIENCE_SECONDS) -> None:
        self._check, self._seconds = check, seconds
        self._counts_from = 0.0
        self._has_passed = False

    async def __call__(self) -> str | None:
        """Ask the check; its reason is given only if it has lasted."""
        reason, now = await _reason(self._check), time.monotonic()
        if reason is None:
            self._counts_from, self._has_passed = 0.0, True
            return None
        if not self._has_passed:
            return reason
        self._counts_from = self._counts_from or now + self._seconds
        return reason if now >= self._counts_from else None


class Readiness:
    """Writes one line when a process that was ready no longer is, and one when it is again."""

    def __init__(self) -> None:
        self._was_ready = False
        self._failing_since: float | None = None

    def note(self, failing: dict[str, str]) -> None:
        """Take what a probe was answered."""
        if not failing:
            self._passed()
        elif self._was_ready and self._failing_since is None:
            self._failing_since = time.monotonic()
            log.error("not ready", reason="; ".join(f"{n}: {why}" for n, why in failing.items()))

    def _passed(self) -> None:
        if self._failing_since is not None:
            log.warning("ready again", seconds=round(time.monotonic() - self._failing_since, 1))
        self._was_ready, self._failing_since = True, None


class Health:
    """What must hold before this process can do its one job."""

    def __init__(self) -> None:
        self._checks: dict[str, Check] = {}
        self._readiness = Readiness()
        self.draining = False

    def needs(self, name: str, check: Check) -> None:
        """Add a check: it says why the process is not ready, or None."""
        self._checks[name] = check

    async def failing(self) -> dict[str, str]:
        """Ask every check at once; gives the reasons of those that fail."""
        if self.draining:
            return {"process": "draining"}
        reasons = await asyncio.gather(*(_reason(check) for check in self._checks.values()))
        found = {name: why for name, why in zip(self._checks, reasons, strict=True) if why}
        self._readiness.note(found)
        return found


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
