"""Log lines: one JSON object each, with no field for a secret to stand in."""

import ast
import json
import logging
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple

import pytest
import structlog
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from common.cause import Cause, caused_by
from common.log_queue import LogQueue
from common.logs import FIELDS, LONGEST, configure_logging, get_logger
from common.tracing import serving


class Written(NamedTuple):
    """What a process has logged, and the queue through which it went."""

    queue: LogQueue
    file: IO[str]


@pytest.fixture(params=["info"])
def written(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Written]:
    """Log as a process does, into what the test can read; what was before comes back."""
    root, before = logging.getLogger(), structlog.get_config()
    of_pytest, level = root.handlers[:], root.level
    root.handlers.clear()  # or they are closed
    with tempfile.TemporaryFile("w+") as file:
        monkeypatch.setattr(sys, "stdout", file)
        configure_logging("probe", request.param)
        [own] = root.handlers
        assert isinstance(own, LogQueue)
        root.handlers.extend(of_pytest)
        yield Written(own, file)
    root.removeHandler(own)
    root.setLevel(level)
    structlog.configure(**before)


def lines(written: Written) -> list[dict[str, Any]]:
    """Take what was written: every line must be an object of its own."""
    written.queue.flush()
    written.file.seek(0)
    text = written.file.read()
    written.file.seek(0)
    written.file.truncate()
    return [json.loads(line) for line in text.split("\n") if line]


def test_a_line_says_who_when_and_in_which_conversation(
    written: Written, spans: InMemorySpanExporter
) -> None:
    with serving("GET", "/", {}, trust=False), caused_by(Cause("conversation")):
        get_logger("a.module").info("done", count=3, seconds=0.5, reason=None)

    [line] = lines(written)
    assert len(line.pop("trace_id")) == 32
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "service": "probe", "logger": "a.module", "level": "info", "event": "done",
        "correlation_id": "conversation", "count": 3, "seconds": 0.5, "reason": None,
    }  # fmt: skip


def test_s42_an_unknown_field_is_left_out_and_told(written: Written) -> None:
    get_logger("m").warning("w", access_token="act.SECRET", url="https://x/?t=SECRET", reason="r")

    [line] = lines(written)
    assert "SECRET" not in json.dumps(line)
    assert line["left_out"] == "['access_token', 'url']"
    assert line["reason"] == "r"


HOSTILE = [
    "a\r\nb",
    "\x1b[31mred\x1b[0m",
    "\u2028\u2029\x00",
    '"}\n{"level":"info"',
    "\udcff",
    "x" * 10**6,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_s42_hostile_text_stays_one_line(written: Written, text: str) -> None:
    get_logger("m").info("said", reason=text)
    get_logger("m").info(text)
    logging.getLogger("library").warning("it said %s", text)

    found = lines(written)
    assert [line["level"] for line in found] == ["info", "info", "warning"]
    assert max(len(line["event"]) for line in found) <= LONGEST * 6


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=50,
)
@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.text(st.characters())
        | st.binary(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=5,
    )
)
def test_any_value_at_all_stays_one_line(written: Written, value: object) -> None:
    get_logger("m").info("said", reason=value, count=10**30)

    [line] = lines(written)
    assert line["count"] == str(10**30)


def test_a_traceback_stays_one_line_and_keeps_its_end(written: Written) -> None:
    def deep(level: int) -> None:
        if level:
            deep(level - 1)
        raise ValueError("the very reason")

    try:
        deep(100)
    except ValueError:
        get_logger("m").exception("failed")
        logging.getLogger("library").exception("failed")

    found = lines(written)
    assert len(found) == 2
    for line in found:
        assert line["exception"].endswith("ValueError: the very reason")
        assert len(line["exception"]) <= LONGEST


def test_the_clients_chatter_is_not_heard(written: Written) -> None:
    logging.getLogger("aiokafka.conn").warning("again and again")
    logging.getLogger("any").debug("detail")

    assert lines(written) == []


def test_what_a_client_repeats_is_told_once_a_minute_and_counted(
    written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = logging.getLogger("aiokafka.conn")
    monkeypatch.setattr(time, "time", lambda: 1_000.0)
    for node in range(300):
        client.error("Unable connect to node with id %s", node)
        client.error("Unable to update metadata")
    monkeypatch.setattr(time, "time", lambda: 1_061.0)
    client.error("Unable connect to node with id %s", 7)

    assert [line["event"] for line in lines(written)] == [
        "Unable connect to node with id 0",
        "Unable to update metadata",
        "Unable connect to node with id 7 (299 more like it were left out)",
    ]


def test_a_long_outage_is_told_at_growing_intervals_with_a_count(
    written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = logging.getLogger("aiokafka")
    for second in range(3600):
        monkeypatch.setattr(time, "time", lambda at=float(second): 1_000.0 + at)
        client.error("Unable to update metadata")
    monkeypatch.setattr(time, "time", lambda: 9_000.0)
    client.error("Unable to update metadata")  # of the next outage
    monkeypatch.setattr(time, "time", lambda: 9_059.0)
    client.error("Unable to update metadata")

    [first, *later] = [line["event"] for line in lines(written)]
    assert first == "Unable to update metadata"
    counts = [int(line.partition("(")[2].split(" ")[0]) for line in later]
    assert counts == [59, 119, 239, 479, 959, 959, 779]


@pytest.mark.parametrize("written", ["debug"], indirect=True)
def test_detail_is_written_where_it_is_asked_for_and_only_our_own(written: Written) -> None:
    get_logger("common.consumer").debug("record settled", offset=3)
    logging.getLogger("any").debug("detail with a secret")

    [line] = lines(written)
    assert (line["event"], line["level"], line["offset"]) == ("record settled", "debug", 3)


CHECKOUT = Path(__file__).resolve().parents[3]
SOURCES = [*CHECKOUT.glob("libs/*/src/**/*.py"), *CHECKOUT.glob("services/*/src/**/*.py")]
LEVELS = {"debug", "info", "warning", "error", "exception"}


def logged(source: Path) -> set[str]:
    """Give the fields of every line that a module writes."""
    calls = [node for node in ast.walk(ast.parse(source.read_text())) if isinstance(node, ast.Call)]
    return {
        keyword.arg
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in LEVELS
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "log"
        for keyword in call.keywords
        if keyword.arg is not None
    }


def test_s42_no_line_of_ours_has_a_field_that_would_be_left_out() -> None:
    assert len(SOURCES) > 100

    left_out = {str(one.relative_to(CHECKOUT)): logged(one) - FIELDS for one in SOURCES}

    assert {source: fields for source, fields in left_out.items() if fields} == {}
