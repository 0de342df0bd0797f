"""The databases that tests share: what one leaves behind, the next does not find."""

from collections.abc import Callable

import psycopg
import pytest

from .support import create_tables, rows


async def test_an_emptied_database_has_no_row_and_nobody_at_work_and_counts_from_one(
    probe_url: str, emptied_url: Callable[..., str]
) -> None:
    insert = "INSERT INTO probe.seen (number) VALUES (7) RETURNING at"
    await rows(probe_url, insert)
    at_work = psycopg.connect(probe_url)
    at_work.execute(insert)

    assert emptied_url("probe", create_tables) == probe_url

    assert await rows(probe_url, "SELECT * FROM seen") == []
    assert await rows(probe_url, insert) == [(1,)]
    with pytest.raises(psycopg.OperationalError):
        at_work.execute("SELECT 1")
    at_work.close()


async def test_a_table_that_has_grown_is_emptied_too(
    probe_url: str, emptied_url: Callable[..., str]
) -> None:
    await rows(probe_url, "INSERT INTO seen (number) SELECT generate_series(1, 50000)")

    emptied_url("probe", create_tables)

    assert await rows(probe_url, "SELECT pg_relation_size('seen')") == [(0,)]
