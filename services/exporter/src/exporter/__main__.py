"""`postlog-export`: the event log as Parquet files and Iceberg tables, for analysis."""

import argparse
import asyncio
import sys
from pathlib import Path

from common.errors import ServiceError
from exporter.exporting import TOPICS, Exporter
from exporter.iceberg import add_to_tables
from exporter.manifest import Manifest
from exporter.settings import ExportSettings


def main() -> None:
    """Do the one thing that was asked for."""
    options = _parser().parse_args()
    settings = ExportSettings()
    exporter = Exporter(settings.kafka_bootstrap_servers, options.out, TOPICS)
    try:
        match options.command:
            case "parquet":
                _say_manifest(asyncio.run(exporter.run(_progress)), as_json=options.json)
            case "verify":
                _verify(exporter)
            case "iceberg":
                _add(options.out, settings)
    except (ServiceError, OSError) as error:
        raise SystemExit(f"postlog-export: {error}") from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="postlog-export", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    writing = commands.add_parser("parquet", help="write what the folder does not have yet")
    writing.add_argument("--json", action="store_true", help="print the manifest at the end")
    verifying = commands.add_parser("verify", help="compare every file with the log")
    adding = commands.add_parser("iceberg", help="add the files to tables (ICEBERG_CATALOG_URL)")
    for one in (writing, verifying, adding):
        one.add_argument("--out", type=Path, required=True, help="the folder")
    return parser


def _say_manifest(manifest: Manifest, *, as_json: bool) -> None:
    if as_json:
        _say(manifest.model_dump_json())
        return
    files = list(manifest.files())
    _say(f"{sum(file.rows for file in files)} records in {len(files)} files")
    for lost in manifest.lost:
        _say(f"{lost.topic}/{lost.partition}: {lost.start}..{lost.end} were gone before")


def _verify(exporter: Exporter) -> None:
    async def differences() -> list[str]:
        return [sentence async for sentence in exporter.differences()]

    found = asyncio.run(differences())
    _say("\n".join(found) or "every file is what the log gives")
    if found:
        raise SystemExit(1)


def _add(folder: Path, settings: ExportSettings) -> None:
    if settings.iceberg_catalog_url is None:
        raise SystemExit("postlog-export: ICEBERG_CATALOG_URL is missing")
    added = add_to_tables(folder, settings.iceberg_catalog_url.get_secret_value())
    for table, count in added.items():
        _say(f"{table}: {count} files added")


def _progress(done: int, of: int) -> None:
    """Show on a terminal how far it is; a file gets nothing of it."""
    if sys.stderr.isatty():
        filled = 30 * done // of
        end = "\n" if done == of else ""
        sys.stderr.write(f"\r[{'#' * filled}{' ' * (30 - filled)}] {done} of {of} blocks{end}")
        sys.stderr.flush()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
