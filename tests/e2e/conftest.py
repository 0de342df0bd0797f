"""One journey through the stack that most of these tests look back on, and others beside it."""

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import demo
import pytest
import pytest_asyncio
from browser import sign_up
from foreign import Blocked, ForeignPage
from host import Host, served
from journey import visit
from otlp import Spans
from running import NativeStack, Stack
from told import Stranger, Told

GIVEN = "POSTLOG_STACK_JSON"
OTLP = "OTEL_EXPORTER_OTLP_ENDPOINT"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Look for secrets last, when everything has had its chance to tell one."""
    items.sort(key=lambda item: item.path.name == "test_secrecy.py")


@pytest.fixture(scope="session")
def spans(stack: Stack, received_spans: Spans) -> Spans:
    """Spans, where the stack was told to send them here."""
    if not isinstance(stack, NativeStack):
        pytest.skip("containers do not reach this receiver")
    if GIVEN in os.environ and OTLP not in os.environ:
        pytest.skip(f"the running stack sends its spans elsewhere; start both with {OTLP}")
    return received_spans


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def told(stack: Stack, canaries: set[str]) -> AsyncIterator[Told]:
    """The demonstration's whole journey, made once."""
    lines: list[str] = []
    async with visit(stack.addresses) as visitor:
        visitor.browser.secrets = canaries
        story = await demo.show(visitor, lines.append)
        yield Told(visitor, story, lines, list(visitor.log.records))


@pytest_asyncio.fixture(loop_scope="session")
async def stranger(stack: Stack, canaries: set[str]) -> AsyncIterator[Stranger]:
    """Somebody who has nothing to do with the journey."""
    async with visit(stack.addresses) as visitor:
        visitor.browser.secrets = canaries
        yield Stranger(visitor, await sign_up(visitor.browser))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def host(stack: Stack, host_origin: str, canaries: set[str]) -> AsyncIterator[Host]:
    """A registered host application whose backend runs."""
    async with AsyncExitStack() as exits:
        page = ForeignPage(stack.addresses.gateway, exits, origin=host_origin)
        try:
            await page.get("/api/auth/accounts")
        except Blocked:
            pytest.skip(f"the running stack does not list {host_origin}; start it with that")
    host = Host.register(stack, host_origin)
    canaries.add(host.key)
    async with served(host):
        yield host
