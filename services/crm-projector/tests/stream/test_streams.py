"""What a stream is told: the ring that finds what it missed, and what is pending for it."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import REGISTRY

from common.errors import RateLimited, Unavailable
from crm_projector.stream import server_sent
from crm_projector.stream.changes import BEFORE_ALL, Change, Changes
from crm_projector.stream.streams import MOST_FOR_ONE_USER, RESET, Stream, Streams


def changed(sequence: int, account_id: str = "a", user_id: str = "alice") -> Change:
    return Change(sequence=str(sequence), account_id=account_id, user_id=user_id)


def changes_of(sequences: Sequence[int], most: int = 10) -> Changes:
    changes = Changes(most)
    changes.begin("100")
    for sequence in sequences:
        changes.append(changed(sequence))
    return changes


def open_streams() -> float:
    return REGISTRY.get_sample_value("postlog_open_streams") or 0.0


def test_what_came_after_a_known_place_is_found_in_the_order_it_was_heard_in() -> None:
    changes = changes_of([102, 101, 103])

    assert changes.newest == "103"
    assert changes.after("102") == [changed(101), changed(103)]
    assert changes.after("100") == [changed(102), changed(101), changed(103)]
    assert changes.after("103") == []


@pytest.mark.parametrize("place", [None, "", "0", "104", "x", "1e2", "٣"])
def test_after_an_unknown_place_nothing_can_be_said(place: str | None) -> None:
    assert changes_of([101]).after(place) is None


def test_the_oldest_places_are_forgotten() -> None:
    changes = changes_of(range(1, 6), most=3)

    assert [changes.after(str(place)) is None for place in (100, 1, 2, 3)] == [
        True,
        True,
        True,
        False,
    ]


def test_nothing_from_before_a_break_is_known() -> None:
    changes = changes_of([101])

    changes.begin("200")

    assert (changes.after("101"), changes.after("200"), changes.newest) == (None, [], "200")


def test_before_anything_was_heard_every_place_is_unknown() -> None:
    changes = Changes()

    assert (changes.newest, changes.after(BEFORE_ALL)) == (BEFORE_ALL, None)


@given(
    heard=st.lists(st.integers(1, 50), unique=True, max_size=30),
    most=st.integers(1, 30),
    place=st.integers(1, 50),
)
def test_a_ring_tells_all_that_came_later_or_that_it_does_not_know(
    heard: list[int], most: int, place: int
) -> None:
    changes = changes_of(heard, most)

    found = changes.after(str(place))

    if place in heard[-most:]:
        assert found == [changed(each) for each in heard[heard.index(place) + 1 :]]
    else:
        assert found is None


def test_repeated_changes_of_an_account_are_one_told_by_the_newest() -> None:
    stream = Stream()
    for change in (changed(1), changed(3, "b"), changed(2)):
        stream.add(change)

    told, again = stream.take("9"), stream.take("9")

    assert told == [("b", "3"), ("a", "2")]
    assert again == []


def test_a_reset_stands_for_what_is_pending() -> None:
    stream = Stream()
    stream.add(changed(1))
    stream.reset()
    stream.add(changed(2))

    assert stream.take("2") == [(RESET, "2")]


def test_a_slow_reader_keeps_a_bounded_number_of_accounts() -> None:
    stream = Stream(most=3)
    for number in range(50):
        stream.add(changed(number, f"account-{number}"))

    assert stream.take("49") == [(RESET, "49")]


@given(
    accounts=st.lists(st.sampled_from("abcd"), max_size=20),
    cuts=st.sets(st.integers(0, 19)),
    lost=st.integers(1, 40),
)
def test_wherever_a_stream_breaks_the_next_one_tells_what_it_had_not(
    accounts: list[str], cuts: set[int], lost: int
) -> None:
    changes, stream = changes_of([], most=30), Stream()
    told: list[tuple[str, str]] = []
    for number, account in enumerate(accounts):
        changes.append(changed(number, account))
        stream.add(changed(number, account))
        told += stream.take(changes.newest) if number in cuts else []
    heard = list(islice(told, lost))
    last = heard[-1][1] if heard else "100"

    missed = {change.account_id for change in changes.after(last) or ()}

    newest = {account: str(number) for number, account in enumerate(accounts)}
    assert {account for account in newest if (account, newest[account]) not in heard} <= missed


@pytest.fixture
def streams() -> Streams:
    found = Streams(most=MOST_FOR_ONE_USER + 2)
    found.begin("100")
    return found


def test_a_stream_hears_of_its_user_alone(streams: Streams) -> None:
    with streams.opened("alice", "100") as hers, streams.opened("bob", "100") as his:
        streams.publish(changed(101, "a", "alice"))
        streams.publish(changed(102, "b", "bob"))
        streams.publish(changed(103, "c", "carol"))

        assert hers.take("103") == [("a", "101")]
        assert his.take("103") == [("b", "102")]


def test_a_stream_goes_on_after_the_place_that_it_had(streams: Streams) -> None:
    for change in (changed(101), changed(102, "b", "bob"), changed(103, "c")):
        streams.publish(change)

    with streams.opened("alice", "101") as known, streams.opened("alice", "7") as unknown:
        assert known.take("103") == [("c", "103")]
        assert unknown.take("103") == [(RESET, "103")]


def test_after_a_break_everybody_begins_anew(streams: Streams) -> None:
    with streams.opened("alice", "100") as hers, streams.opened("bob", "100") as his:
        streams.begin("200")

        assert hers.take(streams.newest) == his.take(streams.newest) == [(RESET, "200")]


@pytest.fixture
def many(streams: Streams) -> Iterator[ExitStack]:
    with ExitStack() as exits:
        for _ in range(MOST_FOR_ONE_USER):
            exits.enter_context(streams.opened("alice", None))
        yield exits


def test_a_user_has_so_many_streams_and_no_more(streams: Streams, many: ExitStack) -> None:
    with pytest.raises(RateLimited), streams.opened("alice", None):
        pass
    many.close()
    with streams.opened("alice", None), streams.opened("bob", None):
        pass


def test_a_process_has_so_many_streams_and_no_more(streams: Streams, many: ExitStack) -> None:
    with (
        streams.opened("bob", None),
        streams.opened("carol", None),
        pytest.raises(Unavailable),
        streams.opened("dave", None),
    ):
        pass


def test_the_open_streams_are_counted(streams: Streams) -> None:
    before = open_streams()

    with streams.opened("alice", None):
        during = open_streams()

    assert (during - before, open_streams() - before) == (1, 0)


async def test_closing_ends_a_wait_and_lets_nobody_in(streams: Streams) -> None:
    with streams.opened("alice", "100") as stream:
        waiting = asyncio.create_task(stream.wait(60))
        streams.publish(changed(101))
        streams.close()
        async with asyncio.timeout(5):
            await waiting

        assert stream.is_closed
    with pytest.raises(Unavailable), streams.opened("alice", None):
        pass


def test_news_as_they_are_written() -> None:
    assert server_sent.news([("a", "7"), (RESET, "9")]) == (
        b'event: change\nid: 7\ndata: {"account_id": "a"}\n\nevent: reset\nid: 9\ndata: {}\n\n'
    )
    assert server_sent.news([]) == b""
