"""One stack that is hurt again and again, and the table of what became of it.

POSTLOG_STACK_JSON names the addresses of a stack that runs already, POSTLOG_STACK=docker asks for
containers; without either everything is started natively, in a state of this run's own.
"""

import json
import os
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import pytest_asyncio

# The modules beside this one, and what the end-to-end tests know of browsers, topics and rows.
sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "e2e"))

from addresses import Addresses
from compose import ComposeStack, start_compose
from control import Json
from operate import COMPOSE_FILES, ComposeOperator, NativeOperator, Operator
from rows import as_table
from running import NativeStack, start_native
from scenario import leave_alone, live_through
from visitor import Visitor, come

HERE = Path(__file__).resolve().parent
# A hundred accounts are connected here: each is read as seldom as in earnest. Uploaded videos are
# sent, since sending is what breaks off.
SETTINGS = {
    "INSTAGRAM_RECONCILE_HOURS": "24",
    "INSTAGRAM_SAMPLE_HOURS": "24",
    "INSTAGRAM_VIDEO_DELIVERY": "resumable",
}
COLUMNS = ("fault", "outcome", "what was seen", "seconds")


@pytest.fixture(scope="session")
def operator() -> Iterator[Operator]:
    """A running Postlog with a sandbox, and the means to hurt it."""
    with ExitStack() as exits:
        if given := os.environ.get("POSTLOG_STACK_JSON"):
            yield _running(Path(given))
        elif os.environ.get("POSTLOG_STACK") == "docker":
            os.environ.setdefault("COMPOSE_FILE", COMPOSE_FILES)
            yield ComposeOperator(exits.enter_context(start_compose()))
        else:
            # Not --fast: a PostgreSQL that is killed must keep what it has committed.
            yield NativeOperator(exits.enter_context(start_native("faults", **SETTINGS)))


def _running(record: Path) -> Operator:
    if json.loads(record.read_bytes())["kind"] == "native":
        return NativeOperator(NativeStack(record))
    return ComposeOperator(ComposeStack(Addresses.read(record)))


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(operator: Operator) -> AsyncIterator[Visitor]:
    """A new person with a connected account, so that no test's limits are another's."""
    async with come(operator.addresses) as visitor:
        yield visitor


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def undisturbed(operator: Operator) -> Json:
    """The rows of the same day without a fault, in which all posts have come to the same."""
    async with come(operator.addresses) as visitor:
        rows = await (await live_through(visitor, leave_alone)).rows()
    assert len(rows["posts"]) == len(rows["accounts"]) == 1
    return rows


@pytest.fixture
def saw(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Write what proves the fault, or shows its effect, into the table."""

    def write(text: str) -> None:
        record_property("saw", text)

    return write


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show the matrix: each fault, and what became of it."""
    rows = [
        (_fault(report), outcome, _seen(report), f"{report.duration:.1f}")
        for outcome in ("passed", "failed")
        for report in terminalreporter.stats.get(outcome, [])
        if report.when == "call" and Path(report.fspath).parent.name == HERE.name
    ]
    if rows:
        terminalreporter.section("faults")
        for line in as_table(COLUMNS, rows):
            terminalreporter.write_line(line)


def _fault(report: pytest.TestReport) -> str:
    return report.nodeid.partition("::test_")[2].replace("_", " ")


def _seen(report: pytest.TestReport) -> str:
    return "; ".join(str(text) for name, text in report.user_properties if name == "saw")
