"""The command `postlog-sandbox`."""

import argparse
import asyncio
import logging
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
        platforms = [platform() for platform in PLATFORMS]
    except ValidationError as error:
        sys.exit(f"postlog-sandbox: {error}")
    asyncio.run(run(platforms))


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
    return "\n\n".join(
        f"{title}:\n{_describe(model)}"
        for platform in PLATFORMS
        for title, model in platform.variables.items()
    )


def _describe(model: type[BaseSettings]) -> str:
    return "\n".join(_line(name, field) for name, field in model.model_fields.items())


def _line(name: str, field: FieldInfo) -> str:
    text = f" {field.description}" if field.description else ""
    return f"  SANDBOX_{name.upper()}={field.default}{text}"


if __name__ == "__main__":
    main()
