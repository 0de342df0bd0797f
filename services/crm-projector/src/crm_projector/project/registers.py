"""Tables whose rows do not depend on the order of the events that made them.

A row is a key and some registers. A register is a group of columns with a version, and keeps what
the greatest version wrote; an event writes only the registers that it knows about. Repeats, late
events and any cut into batches therefore end in the same row.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from pydantic import BaseModel

Numbers = Mapping[str, float | None]
Value = str | int | bool | datetime | UUID | Sequence[str] | Sequence[BaseModel] | Numbers | None
Values = tuple[Value, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Register:
    """Columns that are written together, and the column that holds their version."""

    version: str
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table: its key columns and its registers.

    What is `written_once` never changes: every repeat of the event that wrote it says the same.
    """

    name: str
    key: tuple[str, ...]
    registers: tuple[Register, ...]
    written_once: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns: the key's, and each register's behind its version."""
        written = (
            name for register in self.registers for name in (register.version, *register.columns)
        )
        return (*self.key, *written)


class Written(NamedTuple):
    """What one event writes into one row: some of its registers, under one version."""

    table: Table
    key: Values
    version: int
    registers: Mapping[Register, Values]


Row = dict[Register, tuple[int, Values]]
"""A row's registers, each with the version that wrote it."""
Rows = dict[Values, Row]
Folded = dict[Table, Rows]


def folded(written: Iterable[Written]) -> Folded:
    """Give one row for each key; at an equal version the older stays, as it does in the table."""
    tables: Folded = {}
    fold_into(tables, written)
    return tables


def fold_into(tables: Folded, written: Iterable[Written]) -> None:
    """Let rows that were folded before take in what comes later in the log."""
    for table, key, version, registers in written:
        rows = tables.get(table)
        if rows is None:
            rows = tables[table] = {}
        row = rows.get(key)
        if row is None:  # of most tables, each event writes a row of its own
            rows[key] = {register: (version, values) for register, values in registers.items()}
            continue
        for register, values in registers.items():
            held = row.get(register)
            if held is None or held[0] < version:
                row[register] = (version, values)


def by_column(table: Table, rows: Rows) -> Iterator[dict[str, Value]]:
    """Give each row by the names of its columns; those of registers not written are left out."""
    for key, row in rows.items():
        columns = dict(zip(table.key, key, strict=True))
        for register, (version, values) in row.items():
            columns[register.version] = version
            columns.update(zip(register.columns, values, strict=True))
        yield columns
