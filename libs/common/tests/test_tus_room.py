"""Room for the bytes of uploads: never more than the limit, and a share for everybody."""

import asyncio
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import REGISTRY

from common.errors import Unavailable
from common.tus.room import Room

A, B, C, D = (UUID(int=number) for number in range(1, 5))


@dataclass
class Guest:
    """Somebody who takes room and keeps it until told to leave."""

    room: Room
    user_id: UUID
    size: int
    is_in: bool = False
    may_leave: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.task = asyncio.create_task(self.stay())

    async def stay(self) -> None:
        """Take room, wait, give it back."""
        async with self.room.taken(self.user_id, self.size):
            self.is_in = True
            await self.may_leave.wait()

    async def leave(self) -> None:
        """Give the room back, and let others notice."""
        self.may_leave.set()
        await self.task
        await settle()


async def settle() -> None:
    """Let every task that can go on do so."""
    for _ in range(5):
        await asyncio.sleep(0)


async def guests(room: Room, *wishes: tuple[UUID, int]) -> list[Guest]:
    """Let guests come in this order."""
    found = [Guest(room, user_id, size) for user_id, size in wishes]
    await settle()
    return found


def are_in(found: list[Guest]) -> list[bool]:
    """Who has room."""
    return [guest.is_in for guest in found]


async def leave_all(found: list[Guest]) -> None:
    """Let everybody leave, as they get in."""
    for guest in found:
        guest.may_leave.set()
    async with asyncio.timeout(10):
        await asyncio.gather(*(guest.task for guest in found))


async def test_one_user_holds_at_most_half_and_another_gets_in_at_once() -> None:
    found = await guests(Room("test", 20), (A, 10), (A, 10), (B, 10))

    assert are_in(found) == [True, False, True]
    await leave_all(found)


async def test_who_holds_the_least_is_next_and_then_who_came_first() -> None:
    found = await guests(Room("test", 40), (A, 10), (B, 10), (B, 10), (C, 10))
    waiting = await guests(found[0].room, (A, 10), (C, 5), (UUID(int=4), 10))
    assert are_in(found + waiting) == [True] * 4 + [False] * 3

    await found[1].leave()

    assert are_in(waiting) == [False, False, True]
    await found[0].leave()
    assert are_in(waiting) == [True, False, True]
    await leave_all(found + waiting)


async def test_a_user_with_many_requests_does_not_delay_the_next_user() -> None:
    many = await guests(Room("test", 20), *[(A, 5)] * 50)
    assert sum(are_in(many)) == 2

    other = await guests(many[0].room, (B, 5), (B, 5))

    assert are_in(other) == [True, True]
    await leave_all(many + other)


async def test_nobody_smaller_overtakes_one_that_does_not_fit_yet() -> None:
    found = await guests(Room("test", 30), (A, 15), (B, 10), (C, 15), (UUID(int=4), 1))

    assert are_in(found) == [True, True, False, False]
    await found[1].leave()
    assert are_in(found) == [True, True, True, False]
    await leave_all(found)


async def test_what_is_larger_than_everything_goes_alone() -> None:
    found = await guests(Room("test", 10), (A, 3), (B, 100), (C, 1))
    assert are_in(found) == [True, False, False]

    await found[0].leave()

    assert are_in(found) == [True, True, False]
    await leave_all(found)
    assert found[0].room.used == 0


async def test_who_stops_waiting_lets_the_next_one_in() -> None:
    found = await guests(Room("test", 10), (A, 6), (B, 10), (C, 4))
    assert are_in(found) == [True, False, False]

    found[1].task.cancel()
    await settle()

    assert are_in(found) == [True, False, True]
    await leave_all([found[0], found[2]])


async def test_who_is_cancelled_in_the_moment_of_getting_room_gives_it_back() -> None:
    first, second, third = await guests(Room("test", 10), (A, 10), (B, 10), (C, 10))

    first.may_leave.set()
    await asyncio.sleep(0)  # its room is given to the second, which has not noticed yet
    second.task.cancel()
    await settle()

    assert are_in([first, second, third]) == [True, False, True]
    await leave_all([third])
    assert third.room.used == 0


async def test_who_waits_too_long_is_told_to_come_again() -> None:
    (first,) = await guests(Room("test", 10, longest_wait=0.0), (A, 10))

    with pytest.raises(Unavailable):
        async with first.room.taken(B, 1):
            pass

    assert first.room.used == 10
    await leave_all([first])


async def test_room_is_given_at_once_if_it_is_free_and_nobody_waits_for_it() -> None:
    room = Room("test", 20)
    held = room.take_now(A, 8)
    assert held is not None
    assert room.take_now(A, 4) is None  # more than half is for nobody
    found = await guests(room, (B, 8), (C, 10))
    assert are_in(found) == [True, False]

    assert room.take_now(D, 2) is None  # it would fit, but C is next

    room.give_back(held)
    await leave_all(found)
    assert room.used == 0


async def test_the_metrics_tell_room_in_use_and_uploads_that_wait() -> None:
    found = await guests(Room("measured", 10), (A, 10), (B, 4), (C, 4))
    kind = {"kind": "measured"}

    assert REGISTRY.get_sample_value("postlog_upload_room_bytes", kind) == 10
    assert REGISTRY.get_sample_value("postlog_uploads_waiting", kind) == 2
    await leave_all(found)
    assert REGISTRY.get_sample_value("postlog_upload_room_bytes", kind) == 0
    assert REGISTRY.get_sample_value("postlog_uploads_waiting", kind) == 0


async def lease_offered(room: Room, user_id: UUID, size: int, ended: list[UUID]) -> None:
    """Take room, and offer it to whoever waits."""
    lease = await room.take(user_id, size)
    room.offer(lease, lambda: ended.append(user_id))


async def test_offered_room_ends_for_who_waits_first_of_the_user_who_holds_the_most() -> None:
    room, ended = Room("test", 40), list[UUID]()
    for user_id, size in ((A, 10), (B, 10), (B, 10), (C, 10)):
        await lease_offered(room, user_id, size, ended)

    found = await guests(room, (UUID(int=4), 15), (UUID(int=5), 5))

    assert (are_in(found), ended) == ([True, True], [B, A])
    await leave_all(found)
    assert room.used == 20


async def test_who_has_a_full_share_is_helped_only_with_room_of_their_own() -> None:
    room, ended = Room("test", 40), list[UUID]()
    await lease_offered(room, B, 20, ended)
    await lease_offered(room, A, 10, ended)
    await lease_offered(room, A, 10, ended)

    found = await guests(room, (A, 10))

    assert (are_in(found), ended) == ([True], [A])
    await leave_all(found)


async def test_room_that_is_offered_while_somebody_waits_ends_at_once() -> None:
    room, ended = Room("test", 10), list[UUID]()
    lease = await room.take(A, 10)
    found = await guests(room, (B, 10))
    assert are_in(found) == [False]

    room.offer(lease, lambda: ended.append(A))
    await settle()

    assert (are_in(found), ended) == ([True], [A])
    await leave_all(found)


async def test_room_that_is_offered_no_more_is_kept() -> None:
    room, ended = Room("test", 10), list[UUID]()
    lease = await room.take(A, 10)
    room.offer(lease, lambda: ended.append(A))
    room.withdraw(lease)

    found = await guests(room, (B, 10))

    assert (are_in(found), ended) == ([False], [])
    room.give_back(lease)
    await leave_all(found)


@given(
    most=st.integers(1, 40),
    wishes=st.lists(st.tuples(st.integers(0, 3), st.integers(1, 50)), max_size=30),
    steps=st.lists(st.tuples(st.sampled_from(["leave", "cancel"]), st.integers(0, 29))),
)
def test_the_limit_and_the_shares_hold_and_nobody_waits_for_ever(
    most: int, wishes: list[tuple[int, int]], steps: list[tuple[str, int]]
) -> None:
    async def run() -> None:
        room, found = Room("test", most), []
        for user, size in wishes:
            found += await guests(room, (UUID(int=user), size))
            check(room, most, found)
        for what, number in steps:
            if number < len(found):
                guest = found[number]
                guest.may_leave.set() if what == "leave" else guest.task.cancel()
                await settle()
                check(room, most, found)
        for guest in found:
            guest.may_leave.set()
        async with asyncio.timeout(10):
            await asyncio.gather(*(guest.task for guest in found), return_exceptions=True)
        assert room.used == 0
        assert all(guest.is_in or guest.task.cancelled() for guest in found)

    asyncio.run(run())


def check(room: Room, most: int, found: list[Guest]) -> None:
    """Compare what the room gave out with its rules."""
    inside = [guest for guest in found if guest.is_in and not guest.task.done()]
    assert room.used == sum(guest.size for guest in inside)
    assert room.used <= most or len(inside) == 1
    for user_id in {guest.user_id for guest in inside}:
        held = [guest.size for guest in inside if guest.user_id == user_id]
        assert sum(held) <= most // 2 or len(held) == 1
