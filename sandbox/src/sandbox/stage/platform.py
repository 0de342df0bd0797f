"""What the stage needs to know about a platform."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from aiohttp import web
from pydantic_settings import BaseSettings

from sandbox.stage.stage import Stage


@dataclass(frozen=True)
class Listener:
    """A port on which one web application of a platform listens.

    Port 0 takes a free one. `url` is the address as others reach it; empty stands for
    `http://host:port`.
    """

    host: str
    port: int
    url: str


@dataclass(frozen=True)
class Opened:
    """A platform that can be served.

    `applications` has one application for each listener, made by `create_application`. `reset`
    returns the platform to its state at start. `summary` is logged when it is ready.
    """

    applications: Sequence[web.Application]
    reset: Callable[[], None]
    summary: str


class Platform(Protocol):
    """A platform; made without arguments, it reads its settings from the environment.

    `name` is that of its folder. `variables` are its settings by the title under which `--help`
    lists them. Making one raises pydantic's ValidationError where a variable is malformed.
    """

    name: ClassVar[str]
    variables: ClassVar[Mapping[str, type[BaseSettings]]]

    @property
    def listeners(self) -> Sequence[Listener]:
        """The ports that the platform needs."""

    def open(self, stage: Stage, addresses: Sequence[str]) -> Opened:
        """Make the applications; `addresses` are those of the listeners, in their order."""
