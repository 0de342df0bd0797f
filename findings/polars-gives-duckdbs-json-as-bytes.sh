#!/usr/bin/env bash
# DuckDB 1.4.4 writes a JSON column to Parquet with Parquet's own type JSON. pyarrow 26.0.1 reads it as
# arrow.json text, Polars 2.1.0 as Binary: a filter or join with text finds no row, or raises. Written
# as VARCHAR the same column is text in all three.
# Seen on 2026-11-30: as JSON Binary, as VARCHAR String
#
# Needs Python 3.11 and the package index; duckdb==1.4.4 polars==2.1.0 pyarrow==26.0.1
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check duckdb==1.4.4 polars==2.1.0 pyarrow==26.0.1
cd "$folder"
venv/bin/python - <<'PYTHON'
import duckdb
import polars

duckdb.sql("""COPY (SELECT '{"a": 1}'::JSON AS j, '{"a": 1}'::VARCHAR AS v) TO 'j.parquet'""")

schema = polars.read_parquet("j.parquet").schema

print(f"as JSON {schema['j']}, as VARCHAR {schema['v']}")
assert (schema["j"], schema["v"]) == (polars.Binary, polars.String)
PYTHON
