"""Webhooks of the sandbox, and the rooms of the service."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from instagram.parts import Parts

from ..hearing import Receiver
from ..support import Sandbox
from ..working import Rooms


@pytest.fixture
async def receiver(sandbox: Sandbox) -> AsyncIterator[Receiver]:
    """Where the sandbox sends its webhooks."""
    receiver = Receiver(sandbox)
    app = web.Application()
    app.router.add_route("*", "/", receiver.answer)
    async with TestServer(app) as server:
        receiver.url = str(server.make_url("/"))
        yield receiver


@pytest.fixture
def work(parts: Parts, settings: Any) -> Rooms:
    """Agents and timers."""
    return Rooms(parts, settings)
