"""The leader's timers find what is due by an index, however many posts there are."""

from common.postgres import Pool
from instagram.posts.pruning import FORGET_ADDRESSES


async def test_addresses_to_be_forgotten_are_found_by_an_index(pool: Pool) -> None:
    async with pool.connection() as connection:
        await connection.execute("SET LOCAL enable_seqscan = off")
        cursor = await connection.execute(f"EXPLAIN {FORGET_ADDRESSES}", (1000,))
        plan = "\n".join(row[0] for row in await cursor.fetchall())

    assert "posts_addresses_kept" in plan
