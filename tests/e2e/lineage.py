"""Rows of the CRM, and where in the log their newest word stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from addresses import Addresses
from control import Json
from journey import Say
from log import record_at
from rows import as_table, select
from waiting import require

PLACE = ("topic", "partition", "offset")


@dataclass(frozen=True)
class Row:
    """A row as the API gives it; `table` and `key` are where SQL finds the same."""

    kind: str
    name: str
    told: Json
    table: str
    key: str

    @property
    def place(self) -> tuple[str, int, int]:
        """Where the event stands that the row's newest word is from."""
        return self.told["topic"], self.told["partition"], self.told["offset"]


async def show_rows(addresses: Addresses, rows: Sequence[Row], say: Say) -> None:
    """Show the rows; SQL must find the same, and their events must stand at their places."""
    table = [(row.kind, row.name, row.told.get("status"), *row.place) for row in rows]
    for line in as_table(("row", "id", "status", *PLACE), table):
        say(line)
    for row in rows:
        await _compare(addresses.postgres, row)
        record = await record_at(addresses.kafka, row.place)
        event_id = row.told["event_id"]
        require(record.header("ce_id") == event_id, f"{event_id} at its place")
    say("SQL gives the same rows, and each of these events stands at its place in the log")


async def _compare(postgres: str, row: Row) -> None:
    statement = f"SELECT * FROM crm.{row.table} WHERE {row.key}::text = %s"
    found = await select(postgres, statement, row.name)
    require(len(found) == 1, f"one {row.kind} by SQL, not {len(found)}")
    shared = {"status", "event_id", *PLACE} & found[0].keys() & row.told.keys()
    differing = [name for name in shared if row.told[name] != found[0][name]]
    require(not differing, f"the same {row.kind} by SQL; {', '.join(differing)} differ")
