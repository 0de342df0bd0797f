"""The exported files as Apache Iceberg tables: one for each data set, in a catalogue in PostgreSQL.

The tables hold the files that `parquet` has written, not copies of them. A file is added once: one
process at a time works on the catalogue, and adds what no snapshot has. After an erasure, tables
are made anew: their old metadata would lead to files that are others now, and hold some of the
values that were erased.
"""

import hashlib
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from pyiceberg.catalog.sql import SqlCatalog
from pyiceberg.table import Table
from pyiceberg.transforms import IdentityTransform

from exporter.columns import SCHEMAS
from exporter.manifest import Manifest, WrittenFile

NAMESPACE, DAY = "postlog", "event_day"
LOCK = "SELECT pg_advisory_lock(hashtextextended('postlog-export iceberg', 0))"
# A lost race must fail: a second append from an old snapshot would add the rows twice.
PROPERTIES = {"commit.retry.num-retries": "0"}
ERASURES = "postlog.erasures"
"""A table's property: which erased accounts are in none of its files, as a digest."""


def table_name(data_set: str) -> str:
    """Give the table of a data set: dots would be taken for namespaces."""
    return data_set.replace(".", "_")


def add_to_tables(folder: Path, catalogue_url: str) -> dict[str, int]:
    """Add every written file that its table does not have; gives how many, by table."""
    manifest = Manifest.load(folder)
    written = sorted(manifest.files(), key=lambda file: (file.data_set, file.path))
    with _alone(catalogue_url), open_catalogue(folder, catalogue_url) as catalogue:
        catalogue.create_namespace_if_not_exists(NAMESPACE)
        properties = {**PROPERTIES, ERASURES: _digest(manifest.erased)}
        for name in catalogue.list_tables(NAMESPACE):
            _drop_former(catalogue.load_table(name), properties[ERASURES])
        return {
            table_name(data_set): _add(_table(catalogue, data_set, properties), folder, list(files))
            for data_set, files in groupby(written, key=lambda file: file.data_set)
        }


@contextmanager
def open_catalogue(folder: Path, catalogue_url: str) -> Iterator[SqlCatalog]:
    """Open the catalogue; its tables' metadata lies beside the files, in `iceberg`."""
    url = catalogue_url.replace("postgresql://", "postgresql+psycopg://", 1)
    catalogue = SqlCatalog("postlog", uri=url, warehouse=f"{_address(folder)}/iceberg")
    try:
        yield catalogue
    finally:
        catalogue.close()


def _add(table: Table, folder: Path, files: Sequence[WrittenFile]) -> int:
    known = set(table.inspect.data_files()["file_path"].to_pylist())
    addresses = [f"{_address(folder)}/{file.path}" for file in files]
    new = [address for address in addresses if address not in known]
    if new:
        table.add_files(new)
    return len(new)


def _digest(erased: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(erased).encode()).hexdigest() if erased else ""


def _drop_former(table: Table, erasures: str) -> None:
    """Forget a table, and its metadata, that was made before the newest erasure."""
    if table.properties.get(ERASURES, "") == erasures:
        return
    table.catalog.drop_table(table.name())
    # Its files are not there: they lie in the folders of the export.
    shutil.rmtree(urlsplit(table.location()).path, ignore_errors=True)


def _table(catalogue: SqlCatalog, data_set: str, properties: Mapping[str, str]) -> Table:
    """Open a data set's table with the columns that its contract has now."""
    schema = SCHEMAS[data_set]
    name = (NAMESPACE, table_name(data_set))
    table = catalogue.create_table_if_not_exists(name, schema, properties=dict(properties))
    if table.spec().is_unpartitioned():  # also where the process was killed right here
        with table.update_spec() as spec:
            spec.add_field(DAY, IdentityTransform(), "day")
    if set(schema.names) - {field.name for field in table.schema().fields}:
        with table.update_schema() as change:
            change.union_by_name(schema)
    return table


def _address(folder: Path) -> str:
    """Spell it one way only: a file that is spelt another way would be added again."""
    return f"file://{folder.resolve()}"


@contextmanager
def _alone(catalogue_url: str) -> Iterator[None]:
    """Wait until nobody else works on the catalogue; the lock ends with the process."""
    with psycopg.connect(catalogue_url, autocommit=True) as connection:
        connection.execute(LOCK)
        yield
