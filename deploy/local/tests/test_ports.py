"""Ports: kept where they can be, never given twice."""

import socket
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from postlog_stack.layout import default_state
from postlog_stack.ports import RANGE, Ports, is_free


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody else listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield int(server.getsockname()[1])


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A stack of its own."""
    return tmp_path / uuid.uuid4().hex


def free_port(state: Path) -> int:
    return Ports(state).choose("any")


def test_a_port_that_is_listened_on_is_not_free(taken: int) -> None:
    assert not is_free(taken)


def test_a_former_port_is_kept_while_it_is_free(state: Path) -> None:
    former = free_port(state)

    assert Ports(state, {"kafka.broker": former}).choose("kafka.broker") == former


def test_a_former_port_that_somebody_else_took_is_given_up(state: Path, taken: int) -> None:
    assert Ports(state, {"kafka.broker": taken}).choose("kafka.broker") in RANGE


def test_a_port_that_our_own_process_holds_is_kept(state: Path, taken: int) -> None:
    ports = Ports(state, {"kafka.broker": taken}, held={"kafka.broker"})

    assert ports.choose("kafka.broker") == taken


def test_the_same_name_gets_the_same_port(state: Path) -> None:
    ports = Ports(state)

    assert ports.choose("a") == ports.choose("a") != ports.choose("b")


def test_two_stacks_that_start_at_once_never_share_a_port(tmp_path: Path) -> None:
    former = free_port(tmp_path / "one")

    assert Ports(tmp_path / "two", {"a": former}).choose("a") != former


def test_only_the_checkout_s_own_stack_asks_for_well_known_ports(state: Path) -> None:
    wished = free_port(default_state())

    assert Ports(state).choose("gateway.http", wished) != wished
    assert Ports(default_state()).choose("gateway.http", wished) == wished
