"""Cutting a batch into runs: nothing lost, nothing reordered."""

from collections.abc import Sequence
from itertools import pairwise

from aiokafka import ConsumerRecord
from hypothesis import given
from hypothesis import strategies as st

from common.errors import InvalidRecord
from common.event import Delivered
from common.records import Poison, read_record, runs

from .support import CATALOGUE, Added, envelope

EVENT = Added(to="t", account="a", number=1)


def record(offset: int, *, good: bool) -> ConsumerRecord:
    """Give a record of either kind."""
    headers = tuple(envelope(EVENT).headers()) if good else (("ce_id", None), ("odd", b"\xff"))
    return ConsumerRecord("t", 0, offset, 0, 0, b"\xffkey", EVENT.value(), None, 4, 2, headers)


def read(kinds: Sequence[bool]) -> list[Delivered | Poison]:
    """Read a batch of records of these kinds."""
    return [read_record(CATALOGUE, record(n, good=good)) for n, good in enumerate(kinds)]


@given(st.lists(st.booleans()))
def test_runs_keep_every_record_in_order(kinds: list[bool]) -> None:
    cut = list(runs(read(kinds)))

    offsets = [
        one.record.offset if isinstance(one, Poison) else one.offset
        for run in cut
        for one in ([run] if isinstance(run, Poison) else run)
    ]
    assert offsets == list(range(len(kinds)))


@given(st.lists(st.booleans()))
def test_good_runs_are_as_long_as_they_can_be_and_never_empty(kinds: list[bool]) -> None:
    cut = list(runs(read(kinds)))

    assert [] not in cut
    assert not any(isinstance(a, list) and isinstance(b, list) for a, b in pairwise(cut))


def test_a_header_without_a_value_is_no_reason_to_stop() -> None:
    poison = read_record(CATALOGUE, record(0, good=False))

    assert isinstance(poison, Poison)
    assert poison.reason


def test_poison_made_of_a_delivered_record_keeps_what_it_was() -> None:
    delivered = read_record(CATALOGUE, record(5, good=True))
    assert isinstance(delivered, Delivered)

    poison = Poison.of(delivered, InvalidRecord("because"))

    assert (poison.record.topic, poison.record.offset, poison.reason) == ("t", 5, "because")
    assert poison.record.value == EVENT.value()
    assert dict(poison.record.headers) == delivered.headers
