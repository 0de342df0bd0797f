"""One stack for the end-to-end tests and those of the pages.

POSTLOG_STACK_JSON names the addresses of a stack that runs already, POSTLOG_STACK=docker asks for
containers; without either everything is started natively, in a state of this run's own. A stack
that runs already must have been started with LOG_LEVEL=debug: the tests follow single records.
"""

import json
import os
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_asyncio

# What these tests know of stacks and the sandbox is shared with demo.py, which is run as a script.
sys.path.insert(0, str(Path(__file__).resolve().parent / "e2e"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "deploy" / "local"))

from addresses import Addresses
from compose import ComposeStack, start_compose
from control import Control, open_control
from otlp import Spans, receive
from postbox import Postbox, open_postbox
from running import NativeStack, Stack, start_native

GIVEN = "POSTLOG_STACK_JSON"
OTLP = "OTEL_EXPORTER_OTLP_ENDPOINT"
CORS = "CORS_ALLOWED_ORIGINS"
LEVEL = "LOG_LEVEL"
SMTP = "SMTP_URL"


@pytest.fixture(scope="session")
def received_spans() -> Iterator[Spans]:
    """Spans of every service; a stack that runs already sends them where OTLP says."""
    endpoint = os.environ.get(OTLP, "") if GIVEN in os.environ else ""
    with receive(urlsplit(endpoint).port or 0) as spans:
        yield spans


@pytest.fixture(scope="session")
def postbox() -> Iterator[Postbox]:
    """Where the stack sends its mail; one that runs already sends it where SMTP_URL says."""
    given = os.environ.get(SMTP, "") if GIVEN in os.environ else ""
    with open_postbox(urlsplit(given).port or 0) as postbox:
        yield postbox


@pytest.fixture(scope="session")
def host_origin() -> str:
    """Where a host application is; a stack that runs already must have it on its list."""
    if GIVEN in os.environ:
        return os.environ.get(CORS, "http://127.0.0.1:8200").partition(",")[0]
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


@pytest.fixture(scope="session")
def stack(received_spans: Spans, host_origin: str, postbox: Postbox) -> Iterator[Stack]:
    """A running Postlog with a sandbox."""
    with ExitStack() as exits:
        if given := os.environ.get(GIVEN):
            yield _running(Path(given))
        elif os.environ.get("POSTLOG_STACK") == "docker":
            yield exits.enter_context(start_compose(**{CORS: host_origin, LEVEL: "debug"}))
        else:
            environment = {
                OTLP: received_spans.endpoint,
                CORS: host_origin,
                LEVEL: "debug",
                SMTP: postbox.url,
                "MAIL_FROM": "postlog@example.test",
                "TIMER_SECONDS": "0.3",
            }
            yield exits.enter_context(start_native("e2e", "--fast", **environment))


def _running(record: Path) -> Stack:
    if json.loads(record.read_bytes())["kind"] == "native":
        return NativeStack(record)
    return ComposeStack(Addresses.read(record))


@pytest.fixture(scope="session")
def canaries() -> set[str]:
    """Passwords and session tokens that any test has used."""
    return set()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def control(stack: Stack) -> AsyncIterator[Control]:
    """The sandbox."""
    async with open_control(stack.addresses.sandbox) as control:
        yield control
