"""Every row of an owner goes, also those that stand under others."""

from uuid import UUID, uuid4

from accounts.owned_rows import Under, delete_rows_of, deletions
from common.postgres import Pool

from .scene import Scene

ADDED = """
CREATE TABLE posts (post_id uuid PRIMARY KEY, account_id uuid NOT NULL);
CREATE TABLE attempts (
    post_id uuid NOT NULL REFERENCES posts, attempt int NOT NULL, PRIMARY KEY (post_id, attempt));
CREATE TABLE answers (
    post_id uuid NOT NULL, attempt int NOT NULL,
    FOREIGN KEY (post_id, attempt) REFERENCES attempts);
CREATE TABLE drafts (draft_id uuid PRIMARY KEY, user_id uuid NOT NULL);
"""
NAMES = ("posts", "attempts", "answers", "drafts")


def test_what_stands_under_a_row_goes_before_it() -> None:
    keys = [
        Under("attempts", "posts", ["post_id"], ["post_id"]),
        Under("answers", "attempts", ["post_id", "attempt"], ["post_id", "attempt"]),
    ]

    statements = [one.as_string(None) for one in deletions({"posts": "account_id"}, keys)]

    assert [statement.split('"')[1] for statement in statements] == ["answers", "attempts", "posts"]
    assert statements[2] == 'DELETE FROM "posts" WHERE "account_id" = %(account_id)s'


async def _fill(pool: Pool, account_id: UUID, user_id: UUID) -> None:
    post_id = uuid4()
    async with pool.connection() as connection:
        await connection.execute("INSERT INTO posts VALUES (%s, %s)", (post_id, account_id))
        await connection.execute("INSERT INTO attempts VALUES (%s, 1)", (post_id,))
        await connection.execute("INSERT INTO answers VALUES (%s, 1)", (post_id,))
        await connection.execute("INSERT INTO drafts VALUES (%s, %s)", (uuid4(), user_id))


async def _counts(pool: Pool) -> dict[str, int]:
    async with pool.connection() as connection:
        found = {}
        for name in NAMES:
            [(found[name],)] = await (
                await connection.execute(f"SELECT count(*) FROM {name}")
            ).fetchall()
        return found


async def test_an_owners_rows_go_from_tables_nobody_has_named_and_others_stay(
    scene: Scene,
) -> None:
    mara, theo = (uuid4(), uuid4()), (uuid4(), uuid4())
    async with scene.pool.connection() as connection:
        await connection.execute(ADDED)
    try:
        for owner in (mara, theo):
            await _fill(scene.pool, *owner)

        async with scene.pool.connection() as connection:
            await delete_rows_of(connection, *mara)

        assert await _counts(scene.pool) == dict.fromkeys(NAMES, 1)
    finally:
        async with scene.pool.connection() as connection:
            await connection.execute("DROP TABLE answers, attempts, posts, drafts")
