"""One schema takes the place of another while everything runs, or nothing changes at all."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from uuid import UUID, uuid5

import pytest
from psycopg.rows import dict_row

from common.event import NAMESPACE
from crm_projector.read import statements
from crm_projector.rebuild.connecting import connected
from crm_projector.rebuild.dropping import drop
from crm_projector.rebuild.errors import InUse, Refused
from crm_projector.rebuild.swapping import Swap, Swapped

from ..builders import ACCOUNT, Story, requested
from ..builders import connected as granted
from ..sessions import ALICE
from .deaths import DIED, Deaths
from .world import DEADLINE, Told, World, story

POSTS = 40


def posts(first: int, end: int) -> list[Told]:
    """Give posts of Alice's account, each with an id of its number."""
    told = Story()
    return [
        told.tell(requested(post_id=uuid5(NAMESPACE, f"of many {number}")), 1, at=number)
        for number in range(first, end)
    ]


def swap(world: World, new: str = "crm_next", kept: str = "crm_previous", **named: float) -> Swap:
    """Give the cutover, or the way back."""
    return Swap(world.servers, world.database_url, world.projection, new, kept, **named)


async def names(world: World) -> set[str]:
    """Give the schemas that there are."""
    async with connected(world.database_url, "crm") as connection:
        found = await connection.execute(
            "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'crm%'"
        )
        return {name for (name,) in await found.fetchall()}


async def marked(world: World, schema: str) -> None:
    """Tell a schema from the others by a row that no record has written."""
    async with connected(world.database_url, schema) as connection:
        await connection.execute("UPDATE oauth_accounts SET display_name = %s", (schema,))


async def mark(world: World) -> str:
    """Give the mark of the live schema."""
    async with connected(world.database_url, "crm") as connection:
        found = await connection.execute("SELECT DISTINCT display_name FROM oauth_accounts")
        [(name,)] = await found.fetchall()
    return str(name)


@pytest.fixture
async def ready(world: World) -> World:
    """A live schema and a new one, each with its mark."""
    await world.append([Story().tell(granted(), 1), *posts(0, POSTS)])
    await world.project()
    await world.rebuilt()
    await marked(world, "crm")
    await marked(world, "crm_next")
    return world


class Readers:
    """Reads as the API does, again and again; notes what is not as it must be."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.reads, self.wrong = 0, list[str]()
        self._stop = asyncio.Event()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator["Readers"]:
        """Keep a poller and a pager at work; the statements of both are prepared."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._again(self._poll))
            group.create_task(self._again(self._page))
            try:
                yield self
            finally:
                self._stop.set()

    async def several(self) -> None:
        """Wait until many more reads are done."""
        wanted = self.reads + 40
        async with asyncio.timeout(DEADLINE):
            while self.reads < wanted:
                await asyncio.sleep(0.02)

    async def _again(self, read: Callable[[], Awaitable[None]]) -> None:
        while not self._stop.is_set():
            try:
                await read()
            except Exception as error:
                self.wrong.append(repr(error))
            self.reads += 1
            await asyncio.sleep(0)

    async def _poll(self) -> None:
        values = {"account_id": ACCOUNT, "user_id": ALICE}
        async with self._world.pool.connection() as connection:
            found = await connection.execute(statements.ACCOUNT, values, prepare=True)
            if len(await found.fetchall()) != 1:
                self.wrong.append("no account")

    async def _page(self) -> None:
        """Page through all posts, each page in a transaction of its own."""
        after, seen = UUID(int=0), 0
        while True:
            async with (
                self._world.pool.connection() as connection,
                connection.cursor(row_factory=dict_row) as cursor,
            ):
                await cursor.execute(
                    "SELECT * FROM tiktok_posts WHERE post_id > %s ORDER BY post_id LIMIT 10",
                    (after,),
                    prepare=True,
                )
                page = await cursor.fetchall()
            if not page:
                break
            after, seen = page[-1]["post_id"], seen + len(page)
        if seen < POSTS:
            self.wrong.append(f"{seen} posts")


async def test_readers_and_the_projector_notice_nothing_of_a_cutover_and_a_rollback(
    world: World,
) -> None:
    await world.append([Story().tell(granted(), 1), *posts(0, POSTS)])
    readers = Readers(world)

    async with world.projecting():
        await world.projected()
        await world.rebuilt()
        async with readers.reading():
            await readers.several()
            await world.append(posts(POSTS, 2 * POSTS))
            over = await swap(world).run()
            await readers.several()
            await world.append(posts(2 * POSTS, 3 * POSTS))
            back = await swap(world, "crm_previous", "crm_next").run()
            await readers.several()
        await world.projected()

    assert readers.wrong == []
    assert (over.now_live, back.now_live) == ("crm_next", "crm_previous")
    assert len((await world.rows())["tiktok_posts"]) == 3 * POSTS
    assert await names(world) == {"crm", "crm_next"}


async def test_a_cutover_takes_in_what_came_after_the_rebuild(ready: World) -> None:
    await ready.append(posts(POSTS, 2 * POSTS))
    await ready.project()

    await swap(ready).run()

    assert await mark(ready) == "crm_next"
    assert len((await ready.rows())["tiktok_posts"]) == 2 * POSTS


async def test_a_swap_that_is_killed_anywhere_is_done_or_undone(
    ready: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    deaths, step, found = Deaths(monkeypatch), 0, list[tuple[str, frozenset[str]]]()

    while True:
        step += 1
        deaths.after = step
        try:
            await swap(ready).run()
        except DIED:
            deaths.after = 0
            found.append((await mark(ready), frozenset(await names(ready))))
        except Refused:  # it was done when its last word was not heard
            break
        else:
            break
        finally:
            deaths.after = 0
    found.append((await mark(ready), frozenset(await names(ready))))

    undone = ("crm", frozenset({"crm", "crm_next"}))
    assert step > 10
    assert set(found[:-1]) <= {undone, ("crm_next", frozenset({"crm", "crm_previous"}))}
    assert found[0] == undone
    assert found[-1] == ("crm_next", frozenset({"crm", "crm_previous"}))


async def test_a_reader_with_an_old_snapshot_is_waited_for(ready: World) -> None:
    await ready.append(posts(POSTS, 2 * POSTS))
    await ready.project()
    async with connected(ready.database_url, "crm") as reader, reader.transaction():
        await reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        before = await reader.execute("SELECT count(*) FROM tiktok_posts")
        [seen] = await before.fetchall()

        with pytest.raises(Refused, match="still read from before"):
            await swap(ready, patience=0.2).run()
        after = await reader.execute("SELECT count(*) FROM tiktok_posts")

        assert await after.fetchall() == [seen]
    done: Swapped = await swap(ready).run()
    assert done.now_live == "crm_next"


async def test_the_numbers_of_changes_go_on_and_listeners_begin_anew(ready: World) -> None:
    async with connected(ready.database_url, "crm") as listener:
        await listener.execute("SELECT setval('changes', 5000)")
        await listener.execute("LISTEN crm_changes")

        await swap(ready).run()

        notices = listener.notifies(timeout=DEADLINE, stop_after=1)
        assert [notice.payload async for notice in notices] == ["swapped"]
        number = await (await listener.execute("SELECT nextval('changes')")).fetchone()
        assert number
        assert number[0] > 5000


async def test_dead_letters_in_a_row_are_counted_on(ready: World) -> None:
    async with connected(ready.database_url, "crm") as connection:
        await connection.execute("UPDATE consumer_offsets SET dead_letters_in_a_row = 3")

        await swap(ready).run()

        found = await connection.execute(
            "SELECT DISTINCT dead_letters_in_a_row FROM consumer_offsets"
        )
        assert await found.fetchall() == [(3,)]


async def test_what_was_redriven_of_dead_letters_is_taken_along_both_ways(ready: World) -> None:
    redriven = """
INSERT INTO redrives (consumer_group, topic, partition, "offset", requested_by, log_end)
VALUES ('auth', 'accounts.v1', 0, %s, 'ops', 7)
"""
    found = []
    async with connected(ready.database_url, "crm") as connection:
        await connection.execute(redriven, (1,))

        await swap(ready).run()
        await connection.execute(redriven, (2,))
        await swap(ready, "crm_previous", "crm_next").run()

        rows = await connection.execute('SELECT "offset" FROM redrives ORDER BY 1')
        found = await rows.fetchall()
    assert found == [(1,), (2,)]


async def test_what_is_not_whole_or_not_alone_is_not_put_in_place(world: World) -> None:
    await world.append(story())
    with pytest.raises(Refused, match="There is no schema crm_next"):
        await swap(world).run()
    await world.rebuild().run(frozenset({0}))
    with pytest.raises(Refused, match="crm_next is not whole"):
        await swap(world).run()
    await world.rebuilt()
    async with connected(world.database_url, "crm_previous") as connection:
        await connection.execute("CREATE SCHEMA crm_previous")
    with pytest.raises(Refused, match="crm_previous already: drop it first"):
        await swap(world).run()
    async with connected(world.database_url, "crm_next") as connection:
        await connection.execute("UPDATE alembic_version SET version_num = '0001'")
    with pytest.raises(Refused, match="crm is at version"):
        await swap(world).run()


async def test_a_schema_beside_the_live_one_is_deleted_unless_it_is_in_use(world: World) -> None:
    await world.rebuilt()
    async with connected(world.database_url, "crm_next") as connection:
        await connection.execute(
            "SELECT pg_advisory_lock(hashtextextended('crm_next.partition.2', 0))"
        )
        with pytest.raises(InUse):
            await drop(world.database_url, world.projection, "crm_next")

    await drop(world.database_url, world.projection, "crm_next")

    assert await names(world) == {"crm"}
    for name in ("crm", "auth", "crm_next"):
        with pytest.raises(Refused):
            await drop(world.database_url, world.projection, name)
