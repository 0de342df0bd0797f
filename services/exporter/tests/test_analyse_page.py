"""The examples of docs/how-to/analyse.md, run as they stand."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from exporter.exporting import Exporter
from exporter.iceberg import add_to_tables

from .log import POST, append, sampled

PAGE = Path(__file__).resolve().parents[3] / "docs" / "how-to" / "analyse.md"
EXAMPLES = dict(
    re.findall(r"^## ([^\n]+)\n(?:(?!^## ).)*?^```python\n(.*?)^```", PAGE.read_text(), re.M | re.S)
)


def silent(_done: int, _of: int) -> None:
    """Tell nobody how far it is."""


@pytest.mark.parametrize("name", ["DuckDB", "pandas", "Polars", "Iceberg"])
async def test_an_example_shows_the_newest_number_of_the_post(
    name: str,
    kafka_servers: str,
    topic: Callable[..., Awaitable[str]],
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    made = await topic(partitions=2)
    await append(kafka_servers, made, [sampled(views) for views in (5, 70, 4321)])
    await Exporter(kafka_servers, tmp_path / "export", {made: 2}).run(silent)
    add_to_tables(tmp_path / "export", database_url)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ICEBERG_CATALOG_URL", database_url)

    exec(EXAMPLES[name], {})

    shown = capsys.readouterr().out
    assert str(POST)[:8] in shown
    assert re.search(r"\b4321\b", shown)
