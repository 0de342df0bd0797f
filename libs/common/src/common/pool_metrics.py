"""A pool of connections that counts its failures and shows how far it is used."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any, Self

from prometheus_client import Gauge
from psycopg import AsyncConnection, OperationalError
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from common import metrics

Connection = AsyncConnection[Any]
Pool = AsyncConnectionPool[Connection]
Read = Callable[[Mapping[str, int]], int]
SHOWN: Mapping[Gauge, Read] = {
    metrics.POSTGRES_POOL_SIZE: lambda stats: stats["pool_size"],
    metrics.POSTGRES_POOL_LIMIT: lambda stats: stats["pool_max"],
    metrics.POSTGRES_POOL_IN_USE: lambda stats: stats["pool_size"] - stats["pool_available"],
    metrics.POSTGRES_POOL_WAITING: lambda stats: stats["requests_waiting"],
}


class CountingPool(Pool):
    """Counts the requests that it gave no connection in time, under its name."""

    async def getconn(self, *arguments: Any, **options: Any) -> Connection:
        """Give a connection; raises `PoolTimeout` where none is free in time."""
        try:
            return await super().getconn(*arguments, **options)
        except PoolTimeout:
            metrics.POSTGRES_POOL_TIMEOUTS.labels(self.name).inc()
            raise


def counting_connection(schema: str) -> type[Connection]:
    """Make a class of connections that counts those which PostgreSQL did not give."""
    failures = metrics.POSTGRES_CONNECT_FAILURES.labels(schema)

    class CountingConnection(AsyncConnection[Any]):
        """A connection like any other, once it is made."""

        @classmethod
        async def connect(cls, *arguments: Any, **options: Any) -> Self:
            """Connect; raises `OperationalError`."""
            try:
                return await super().connect(*arguments, **options)
            except OperationalError:
                failures.inc()
                raise

    return CountingConnection


@contextmanager
def showing(pool: Pool) -> Iterator[None]:
    """Show a pool in the gauges for as long as this lasts; its counters begin at 0."""
    metrics.POSTGRES_POOL_TIMEOUTS.labels(pool.name)
    for gauge, value in SHOWN.items():
        gauge.labels(pool.name).set_function(partial(_now, pool, value))
    try:
        yield
    finally:
        for gauge in SHOWN:
            gauge.remove(pool.name)


def _now(pool: Pool, read: Read) -> float:
    return read(pool.get_stats())
