"""Rows as lines of COPY's text format, for tables whose rows are written from nothing."""

import re
from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from uuid import UUID

from pydantic_core import to_json

from crm_projector.project.appending import ESCAPED
from crm_projector.project.log_position import without_nul
from crm_projector.project.registers import Row, Rows, Table, Value, Values

NULL = "\\N"
SPECIAL = re.compile(r"[\\\t\n\r\0]")


class Texts(dict[type, Callable[[Value], str]]):
    """How a value of each type is written; what is not listed is a document."""

    def __missing__(self, kind: type) -> Callable[[Value], str]:
        return str.__str__ if issubclass(kind, str) else _document


def _document(value: Value) -> str:
    return without_nul(to_json(value).decode())


TEXTS = Texts({type(None): lambda _: NULL, int: str, bool: str, datetime: str, UUID: str})


class Lines:
    """Makes the lines of one table; `arrays` are those of its columns that hold arrays of texts."""

    def __init__(self, table: Table, arrays: Collection[str]) -> None:
        self._table = table
        self._blank = {one: (None,) * (1 + len(one.columns)) for one in table.registers}
        self._arrays = [at for at, name in enumerate(table.columns) if name in arrays]

    def of(self, rows: Rows) -> bytes:
        """Give the lines of these rows; registers that a row does not have are NULL."""
        return "".join([line(self._cells(key, rows[key])) for key in rows]).encode()

    def _cells(self, key: Values, row: Row) -> list[Value]:
        cells: list[Value] = [*key]
        for register, blank in self._blank.items():
            held = row.get(register)
            if held is None:
                cells += blank
            else:
                cells.append(held[0])
                cells += held[1]
        for at in self._arrays:
            cells[at] = array(cells[at])
        return cells


def line(cells: list[Value]) -> str:
    """Give one row with its end; most rows have nothing to escape."""
    texts = [one if type(one) is str else TEXTS[type(one)](one) for one in cells]
    made = "\t".join(texts)
    is_plain = (
        made.count("\\") == cells.count(None)
        and made.count("\t") == len(cells) - 1
        and "\n" not in made
        and "\r" not in made
        and "\0" not in made
    )
    if not is_plain:
        pairs = zip(cells, texts, strict=True)
        made = "\t".join([text if one is None else _escaped(text) for one, text in pairs])
    return made + "\n"


def array(value: Value) -> Value:
    """Give texts as PostgreSQL reads an array of them."""
    if value is None or not isinstance(value, Iterable):
        return value
    quoted = (str(one).replace("\\", "\\\\").replace('"', '\\"') for one in value)
    return "{" + ",".join(f'"{one}"' for one in quoted) + "}"


def _escaped(text: str) -> str:
    return text.translate(ESCAPED) if SPECIAL.search(text) else text
