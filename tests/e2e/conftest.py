"""One stack for all of these tests, and one journey through it that most of them look back on.

POSTLOG_STACK_JSON names the addresses of a stack that runs already, POSTLOG_STACK=docker asks for
containers; without either everything is started natively, in a state of this run's own.
"""

import json
import os
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_asyncio

# The modules beside this one are shared with demo.py, which is run as a script.
sys.path.insert(0, str(Path(__file__).resolve().parent))

import demo
from addresses import Addresses
from browser import sign_up
from compose import ComposeStack, start_compose
from control import Control, open_control
from foreign import Blocked, ForeignPage
from host import Host, served
from journey import visit
from otlp import Spans, receive
from running import NativeStack, Stack, start_native
from told import Stranger, Told

GIVEN = "POSTLOG_STACK_JSON"
OTLP = "OTEL_EXPORTER_OTLP_ENDPOINT"
CORS = "CORS_ALLOWED_ORIGINS"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Look for secrets last, when everything has had its chance to tell one."""
    items.sort(key=lambda item: item.path.name == "test_secrecy.py")


@pytest.fixture(scope="session")
def received_spans() -> Iterator[Spans]:
    """Spans of every service; a stack that runs already sends them where OTLP says."""
    endpoint = os.environ.get(OTLP, "") if GIVEN in os.environ else ""
    with receive(urlsplit(endpoint).port or 0) as spans:
        yield spans


@pytest.fixture(scope="session")
def host_origin() -> str:
    """Where a host application is; a stack that runs already must have it on its list."""
    if GIVEN in os.environ:
        return os.environ.get(CORS, "http://127.0.0.1:8200").partition(",")[0]
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


@pytest.fixture(scope="session")
def stack(received_spans: Spans, host_origin: str) -> Iterator[Stack]:
    """A running Postlog with a sandbox."""
    with ExitStack() as exits:
        if given := os.environ.get(GIVEN):
            yield _running(Path(given))
        elif os.environ.get("POSTLOG_STACK") == "docker":
            yield exits.enter_context(start_compose(**{CORS: host_origin}))
        else:
            environment = {
                OTLP: received_spans.endpoint,
                CORS: host_origin,
                "TIMER_SECONDS": "0.3",
            }
            yield exits.enter_context(start_native("e2e", "--fast", **environment))


def _running(record: Path) -> Stack:
    if json.loads(record.read_bytes())["kind"] == "native":
        return NativeStack(record)
    return ComposeStack(Addresses.read(record))


@pytest.fixture(scope="session")
def spans(stack: Stack, received_spans: Spans) -> Spans:
    """Spans, where the stack was told to send them here."""
    if not isinstance(stack, NativeStack):
        pytest.skip("containers do not reach this receiver")
    if GIVEN in os.environ and OTLP not in os.environ:
        pytest.skip(f"the running stack sends its spans elsewhere; start both with {OTLP}")
    return received_spans


@pytest.fixture(scope="session")
def canaries() -> set[str]:
    """Passwords and session tokens that any test has used."""
    return set()


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
async def control(stack: Stack) -> AsyncIterator[Control]:
    """The sandbox."""
    async with open_control(stack.addresses.sandbox) as control:
        yield control


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
