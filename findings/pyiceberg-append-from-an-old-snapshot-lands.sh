#!/usr/bin/env bash
# pyiceberg 0.12.0: two writers load a table, both append, and both appends land, though the second
# was made from a snapshot that is no longer the newest: it is tried again on the new one. A writer
# that keeps its place in the log in the snapshot's summary therefore writes records twice. With
# commit.retry.num-retries=0 on the table the second one is refused.
# Seen on 2026-11-30: rows [1, 1]; with no retries CommitFailedException, rows [1]
#
# Needs Python 3.11 and the package index; pyiceberg[sql-sqlite,pyarrow]==0.12.0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pyiceberg[sql-sqlite,pyarrow]==0.12.0
cd "$folder"
venv/bin/python - <<'PYTHON'
import logging
from pathlib import Path

import pyarrow
from pyiceberg.catalog.sql import SqlCatalog
from pyiceberg.exceptions import CommitFailedException

logging.disable()
here = Path.cwd()
catalog = SqlCatalog("c", uri=f"sqlite:///{here}/c.db", warehouse=f"file://{here}/warehouse")
catalog.create_namespace("log")
records = pyarrow.table({"offset": pyarrow.array([1], pyarrow.int64())})


def two_writers(name, properties):
    catalog.create_table(name, schema=records.schema, properties=properties)
    first, second = catalog.load_table(name), catalog.load_table(name)
    first.append(records, snapshot_properties={"next-offset": "2"})
    try:
        second.append(records, snapshot_properties={"next-offset": "2"})
        outcome = "landed"
    except CommitFailedException as error:
        outcome = type(error).__name__
    return outcome, catalog.load_table(name).scan().to_arrow()["offset"].to_pylist()


usual = two_writers("log.usual", {})
strict = two_writers("log.strict", {"commit.retry.num-retries": "0"})

print(f"as it comes {usual}; without retries {strict}")
assert usual == ("landed", [1, 1])
assert strict == ("CommitFailedException", [1])
PYTHON
