#!/usr/bin/env bash
# A Parquet file in day=2026-11-29/ that also holds a column `day` with another value: pyarrow's
# dataset, DuckDB and Polars show the path's value without a word, with three types (string, date,
# string), and pyarrow's read_table refuses the file. Read by a glob, Polars shows the file's value,
# and of files without the column nothing at all.
# Seen on 2026-11-30 with pyarrow 26.0.1, DuckDB 1.4.4, Polars 2.1.0: dataset '2026-11-29', DuckDB
# date(2026, 11, 29), Polars '2026-11-29', read_table ArrowTypeError, Polars by glob '1999-01-01'
#
# Needs Python 3.11 and the package index; pyarrow==26.0.1 duckdb==1.4.4 polars==2.1.0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pyarrow==26.0.1 duckdb==1.4.4 polars==2.1.0
cd "$folder"
venv/bin/python - <<'PYTHON'
import datetime
from pathlib import Path

import duckdb
import polars
import pyarrow
from pyarrow import dataset, parquet

folder = Path("events/day=2026-11-29")
folder.mkdir(parents=True)
parquet.write_table(pyarrow.table({"n": [1], "day": ["1999-01-01"]}), folder / "part.parquet")

by_dataset = dataset.dataset("events", partitioning="hive").to_table()["day"].to_pylist()
by_duckdb = duckdb.sql(
    "SELECT day FROM read_parquet('events/*/*.parquet', hive_partitioning = true)"
).fetchall()
by_polars = polars.scan_parquet("events").collect()["day"].to_list()
by_glob = polars.scan_parquet("events/*/*.parquet").collect()["day"].to_list()
try:
    by_table = str(parquet.read_table("events")["day"].to_pylist())
except pyarrow.ArrowTypeError:
    by_table = "ArrowTypeError"

print(f"dataset {by_dataset}; DuckDB {by_duckdb}; Polars {by_polars}; Polars by glob {by_glob}; "
      f"read_table {by_table}")
assert by_dataset == by_polars == ["2026-11-29"]
assert by_duckdb == [(datetime.date(2026, 11, 29),)]
assert by_glob == ["1999-01-01"]
assert by_table == "ArrowTypeError"
PYTHON
