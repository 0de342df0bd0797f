"""The command `postlog-sandbox`."""

import argparse
import asyncio
import logging
import os
import signal
import sys
from collections.abc import Iterable

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings

from sandbox.platforms import PLATFORMS
from sandbox.server import serve
from sandbox.stage.platform import Platform

LOGGER = logging.getLogger("sandbox")
CHOICE = "SANDBOX_PLATFORMS"


def main() -> None:
    """Read the environment, then serve until SIGTERM or Ctrl-C."""
    parser = argparse.ArgumentParser(
        prog="postlog-sandbox",
        description="Strict platforms over HTTP, for trying Postlog without an app and for tests.",
        epilog=describe_environment(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.parse_args()
    logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="%(asctime)s %(message)s")
    try:
        platforms = [platform() for platform in chosen(os.environ.get(CHOICE, ""))]
    except (ValidationError, ValueError) as error:
        sys.exit(f"postlog-sandbox: {error}")
    asyncio.run(run(platforms))


def chosen(names: str) -> list[type[Platform]]:
    """The platforms of a comma list, or all where it is empty; raises ValueError for another."""
    known = {platform.name: platform for platform in PLATFORMS}
    wanted = [name.strip() for name in names.split(",") if name.strip()] or list(known)
    if unknown := set(wanted) - known.keys():
        raise ValueError(f"{CHOICE}: no platform {sorted(unknown)}, only {sorted(known)}")
    return [known[name] for name in wanted]


async def run(platforms: Iterable[Platform]) -> None:
    """Serve until a signal asks to stop."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with serve(platforms) as opened:
        for platform in opened:
            LOGGER.info("sandbox ready: %s", platform.summary)
        await stop.wait()


def describe_environment() -> str:
    """Every variable with its default, for `--help`."""
    names = ",".join(platform.name for platform in PLATFORMS)
    return f"{CHOICE}={names}\n\n" + "\n\n".join(
        f"{title}:\n{_describe(model)}"
        for platform in PLATFORMS
        for title, model in platform.variables.items()
    )


def _describe(model: type[BaseSettings]) -> str:
    prefix = model.model_config.get("env_prefix", "")
    return "\n".join(_line(prefix + name, field) for name, field in model.model_fields.items())


def _line(name: str, field: FieldInfo) -> str:
    text = f" {field.description}" if field.description else ""
    return f"  {name.upper()}={field.default}{text}"


if __name__ == "__main__":
    main()
