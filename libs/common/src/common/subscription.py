"""What a consumer reads, and how it handles a batch of it."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from psycopg import DataError
from psycopg.errors import CheckViolation, NotNullViolation

from common.errors import UnstorableRecord
from common.event import Catalogue, Delivered, Event
from common.postgres import Connection
from common.settling import Handle
from common.tracing import processing

HandleOne = Callable[[Connection, Delivered], Awaitable[None]]
# The data itself does not fit the table. A unique or foreign key may fit at the next try.
UNSTORABLE = (DataError, CheckViolation, NotNullViolation)


@dataclass(frozen=True, slots=True)
class Subscription:
    """Which topics a group reads, the event types in them, and the handler of a batch.

    `together` is how many records of all partitions are handled in one transaction. Without it, a
    batch is of one partition.
    """

    group: str
    topics: list[str]
    catalogue: Catalogue
    handle: Handle
    dead_letter_limit: int = 20
    together: int | None = None


def one_by_one(handlers: Mapping[type[Event], HandleOne]) -> Handle:
    """Make a batch handler of handlers by event type; a type without a handler is skipped.

    The batch handler raises `UnstorableRecord` for a record whose data PostgreSQL would refuse at
    every try. A unique or foreign key that does not fit is tried again.
    """

    async def handle(connection: Connection, batch: Sequence[Delivered]) -> None:
        for delivered in batch:
            handler = handlers.get(type(delivered.event))
            if handler is not None:
                with processing(delivered), _invalid_where_unstorable():
                    await handler(connection, delivered)

    return handle


@contextmanager
def _invalid_where_unstorable() -> Iterator[None]:
    try:
        yield
    except UNSTORABLE as error:
        raise UnstorableRecord(f"cannot be stored: {type(error).__name__}") from error
