"""Limits on what costs us or a platform, counted over all replicas."""

import asyncio
from collections.abc import Callable

import psycopg
import pytest

from auth.sign_in.rate_limits import (
    CONNECTIONS_OF_USER,
    GUESSES,
    REGISTRATIONS,
    SIGN_INS,
    TOKENS_OF_TENANT,
    Limit,
    RateLimits,
)
from common.errors import RateLimited
from common.postgres import Pool

from ..conftest import Tables

LIMITS = [GUESSES, SIGN_INS, REGISTRATIONS, CONNECTIONS_OF_USER, TOKENS_OF_TENANT]


@pytest.mark.parametrize("limit", LIMITS)
async def test_s44_a_limit_says_when_to_come_back_and_counts_nobody_else(
    pool: Pool, auth_url: str, limit: Limit
) -> None:
    async with pool.connection() as connection:
        await RateLimits(connection).count(limit, "mara")
    with psycopg.connect(auth_url) as connection:
        connection.execute(
            "INSERT INTO sign_in_attempts (who) SELECT who FROM sign_in_attempts,"
            " generate_series(2, %s)",
            (limit.most,),
        )

    async with pool.connection() as connection:
        attempts = RateLimits(connection)
        with pytest.raises(RateLimited) as refused:
            await attempts.count(limit, "mara")
        await attempts.count(limit, "theo")

    assert refused.value.retry_after is not None
    assert 0 < refused.value.retry_after <= 15 * 60


async def test_s44_what_was_too_much_is_allowed_later(pool: Pool, auth_url: str) -> None:
    async with pool.connection() as connection:
        for _ in range(CONNECTIONS_OF_USER.most):
            await RateLimits(connection).count(CONNECTIONS_OF_USER, "mara")
        await connection.execute("UPDATE sign_in_attempts SET at = at - interval '16 minutes'")

        await RateLimits(connection).count(CONNECTIONS_OF_USER, "mara")


async def test_s44_many_at_once_are_counted_one_by_one(
    pool: Pool, tables: Callable[[], Tables]
) -> None:
    async def guess() -> None:
        async with pool.connection() as connection:
            await RateLimits(connection).count(GUESSES, "mara")

    tries = (guess() for _ in range(2 * GUESSES.most))
    ended = await asyncio.gather(*tries, return_exceptions=True)

    assert [type(one) for one in ended if one].count(RateLimited) == GUESSES.most
    assert len(tables()["sign_in_attempts"]) == GUESSES.most
