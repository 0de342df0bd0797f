#!/usr/bin/env bash
# A Kafka record may carry one header key twice. As a Parquet map<string, binary>, pyarrow 26.0.1
# writes and reads both; Polars 2.1.0 keeps the last and loses the first, also in what it writes;
# DuckDB 1.4.4 gives the first by key, and fails the whole query where the column is selected. A list
# of structs loses nothing.
# Seen on 2026-11-30: pyarrow [('k', b'1'), ('k', b'2')]; Polars {'k': b'2'}; DuckDB by key b'1'; DuckDB *
# "Map keys must be unique"
#
# Needs Python 3.11 and the package index; pyarrow==26.0.1 duckdb==1.4.4 polars==2.1.0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pyarrow==26.0.1 duckdb==1.4.4 polars==2.1.0
cd "$folder"
venv/bin/python - <<'PYTHON'
import duckdb
import polars
import pyarrow
from pyarrow import parquet

headers = pyarrow.array(
    [[("k", b"1"), ("k", b"2")]], type=pyarrow.map_(pyarrow.string(), pyarrow.binary())
)
parquet.write_table(pyarrow.table({"headers": headers}), "records.parquet")

(by_pyarrow,) = parquet.read_table("records.parquet")["headers"].to_pylist()
(by_polars,) = polars.read_parquet("records.parquet")["headers"].to_list()
((by_duckdb,),) = duckdb.sql("SELECT headers['k'] FROM 'records.parquet'").fetchall()
try:
    duckdb.sql("SELECT * FROM 'records.parquet'").fetchall()
    selected = "no error"
except duckdb.Error as error:
    selected = str(error)

print(f"pyarrow {by_pyarrow}; Polars {by_polars}; DuckDB by key {by_duckdb}; DuckDB * {selected!r}")
assert by_pyarrow == [("k", b"1"), ("k", b"2")]
assert by_polars == {"k": b"2"}
assert by_duckdb == b"1"
assert "Map keys must be unique" in selected
PYTHON
