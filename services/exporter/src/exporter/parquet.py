"""The files of a block: equal records give equal bytes."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from exporter.columns import SCHEMAS, Row
from exporter.manifest import Block, WrittenFile

ACCOUNT = "account_id"


@dataclass(frozen=True, slots=True)
class Made:
    """A file's bytes, and what the manifest says of it."""

    file: WrittenFile
    content: bytes


def files_of(block: Block, rows: Sequence[Row]) -> Iterator[Made]:
    """Give a file for each data set and day; its rows are in the order of the log."""
    ordered = sorted(rows, key=lambda row: (row.data_set, row.day))
    for (data_set, day), found in groupby(ordered, key=lambda row: (row.data_set, row.day)):
        values = [row.values for row in found]
        content = _written(pa.Table.from_pylist(values, schema=SCHEMAS[data_set]))
        name = f"{block.topic}-{block.partition}-{block.start}-{block.end}.parquet"
        path = f"{data_set}/day={day}/{name}"
        digest = hashlib.sha256(content).hexdigest()
        file = WrittenFile(path=path, data_set=data_set, day=day, rows=len(values), sha256=digest)
        yield Made(file, content)


def accounts_in(path: Path) -> set[str]:
    """Give the ids of the accounts that a file has rows of; none where its rows name no account."""
    with parquet.ParquetFile(path) as file:
        if ACCOUNT not in file.schema_arrow.names:
            return set()
        column = file.read(columns=[ACCOUNT])[ACCOUNT]
    return {str(one) for one in column.unique().to_pylist() if one is not None}


def _written(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    parquet.write_table(table, sink, compression="zstd", version="2.6")
    return bytes(sink.getvalue())
