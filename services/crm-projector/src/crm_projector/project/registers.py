"""Tables whose rows do not depend on the order of the events that made them.

A row is a key and some registers. A register is a group of columns with a version, and keeps what
the greatest version wrote; an event writes only the registers that it knows about. Repeats, late
events and any cut into batches therefore end in the same row.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

Value = str | int | bool | bytes | datetime | UUID | list[str] | None
Values = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Register:
    """Columns that are written together, and the column that holds their version."""

    version: str
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its key columns and its registers."""

    name: str
    key: tuple[str, ...]
    registers: tuple[Register, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns, in the order in which `Row.values` gives them."""
        written = (
            name for register in self.registers for name in (register.version, *register.columns)
        )
        return (*self.key, *written)


@dataclass(frozen=True, slots=True)
class Written:
    """What one register is given, and the version that it is given under."""

    version: int
    values: Values = ()


@dataclass(frozen=True, slots=True)
class Row:
    """What is known about one row."""

    table: Table
    key: Values
    registers: Mapping[Register, Written]

    def values(self) -> Values:
        """Give every column's value; a register not written is null, its version too."""
        written = (value for register in self.table.registers for value in self._of(register))
        return tuple(_storable(value) for value in (*self.key, *written))

    def _of(self, register: Register) -> Iterator[Value]:
        written = self.registers.get(register)
        if written is None:
            yield from (None, *(None for _ in register.columns))
        else:
            yield from (written.version, *written.values)


def _storable(value: Value) -> Value:
    # PostgreSQL has no NUL in text.
    match value:
        case str():
            return value.replace("\x00", "\ufffd")
        case list():
            return [text.replace("\x00", "\ufffd") for text in value]
    return value


def merged(older: Row, newer: Row) -> Row:
    """Join two states of a row; at an equal version the older stays, as it does in the table."""
    registers = dict(older.registers)
    for register, written in newer.registers.items():
        if register not in registers or registers[register].version < written.version:
            registers[register] = written
    return Row(older.table, older.key, registers)


Folded = dict[Table, list[Row]]


def folded(rows: Iterable[Row]) -> Folded:
    """Give one row for each key, by table and in the order of the keys."""
    found: dict[tuple[Table, Values], Row] = {}
    for row in rows:
        key = (row.table, row.key)
        found[key] = merged(found[key], row) if key in found else row
    tables: Folded = {}
    for row in sorted(found.values(), key=lambda row: [str(part) for part in row.key]):
        tables.setdefault(row.table, []).append(row)
    return tables
