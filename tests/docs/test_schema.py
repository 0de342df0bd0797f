"""The schema page names every table with its key, and every index with what it is on."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from common.migrations import migrate

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "schema.md"
PACKAGES = {
    "auth": "auth",
    "tiktok": "tiktok",
    "instagram": "instagram",
    "crm": "crm_projector",
}
TABLES = """
SELECT c.relname, coalesce(string_agg(a.attname, ', ' ORDER BY k.position), '')
FROM pg_class c LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
LEFT JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k(number, position) ON true
LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number
WHERE c.relnamespace = %s::regnamespace AND c.relkind = 'r' GROUP BY c.relname
"""
INDEXES = """
SELECT c.relname, substring(regexp_replace(pg_get_indexdef(i.indexrelid), '\\s+', ' ', 'g')
    FROM 'USING btree \\((.*?)\\)(?: WHERE .*)?$')
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE c.relnamespace = %s::regnamespace AND NOT i.indisprimary
"""
Named = dict[str, str]


def rows() -> Iterator[list[str]]:
    """Give the cells of every row of every table of the page, without code marks."""
    for line in PAGE.read_text().splitlines():
        if line.startswith("| `"):
            yield [cell.strip().replace("`", "") for cell in line.strip("|").split(" | ")]


def documented_tables(schema: str) -> Named:
    """Give what the page says of a schema's tables: their keys, by name."""
    return {
        name.removeprefix(f"{schema}."): key
        for names, key, *_ in rows()
        for name in names.split(", ")
        if name.startswith(f"{schema}.")
    }


def documented_indexes(schema: str) -> Named:
    """Give what the page says of a schema's indexes: their columns, by name."""
    section = re.split(r"^## ", PAGE.read_text(), flags=re.MULTILINE)
    [text] = [part for part in section if part.startswith(f"{schema}\n")]
    return dict(re.findall(r"^\| `([a-z_]+)` \| `([^`]+)` \|", text, re.MULTILINE))


@pytest.fixture
def found(role_url: Callable[[str], str]) -> Callable[[str, str], Named]:
    """Ask the catalogue of a schema that was migrated just now."""

    def ask(schema: str, question: str) -> Named:
        url = role_url(schema)
        migrate(url, schema, PACKAGES[schema])
        with psycopg.connect(url) as connection:
            return dict(connection.execute(question, (schema,)).fetchall())

    return ask


@pytest.mark.parametrize("schema", PACKAGES)
def test_every_table_and_every_index_is_on_the_page(
    schema: str, found: Callable[[str, str], Named]
) -> None:
    tables, indexes = found(schema, TABLES), found(schema, INDEXES)

    assert documented_tables(schema) == tables
    assert documented_indexes(schema) == indexes
