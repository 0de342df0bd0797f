#!/usr/bin/env bash
# pyiceberg 0.12.0 refuses add_files() for a file that the table has, but compares the spelling of
# the path: /data/f.parquet and file:///data/f.parquet are the same file, and both are taken. Each of
# its rows is then there twice.
# Seen on 2026-11-30: the same path again ValueError; as file:// added; rows 2
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
from pyarrow import parquet
from pyiceberg.catalog.sql import SqlCatalog

logging.disable()
here = Path.cwd()
catalog = SqlCatalog("c", uri=f"sqlite:///{here}/c.db", warehouse=f"file://{here}/warehouse")
catalog.create_namespace("log")
records = pyarrow.table({"offset": pyarrow.array([1], pyarrow.int64())})
path = here / "f.parquet"
parquet.write_table(records, path)
table = catalog.create_table("log.t", schema=records.schema)
table.add_files([str(path)])

try:
    table.add_files([str(path)])
    again = "added"
except ValueError as error:
    again = type(error).__name__
table.add_files([f"file://{path}"])
rows = table.scan().to_arrow().num_rows

print(f"the same path again {again}; as file:// added; rows {rows}")
assert (again, rows) == ("ValueError", 2)
PYTHON
