"""Instagram as one of the sandbox's platforms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from pydantic_settings import BaseSettings

from sandbox.instagram.app import create_facebook, create_login
from sandbox.instagram.settings import Settings
from sandbox.instagram.switches import Switches
from sandbox.instagram.world import Addresses, World
from sandbox.stage.platform import Listener, Opened
from sandbox.stage.stage import Stage


@dataclass(frozen=True)
class Instagram:
    """Facebook's hosts and those of Instagram Login, each on a port of its own."""

    name: ClassVar[str] = "instagram"
    variables: ClassVar[Mapping[str, type[BaseSettings]]] = {
        "Instagram's settings": Settings,
        "Instagram's switches": Switches,
    }

    settings: Settings = field(default_factory=Settings)
    switches: Switches = field(default_factory=Switches)

    @property
    def listeners(self) -> Sequence[Listener]:
        """Facebook's hosts with the control API, then those of Instagram Login."""
        settings = self.settings
        return (
            Listener(settings.host, settings.port, settings.public_url),
            Listener(settings.host, settings.login_port, settings.login_url),
        )

    def open(self, stage: Stage, addresses: Sequence[str]) -> Opened:
        """Make the two applications around one world."""
        public, login = addresses
        known = Addresses(public, login, self.settings.app_url or public)
        world = World(stage, self.settings, self.switches, known)
        applications = (create_facebook(world), create_login(world))
        return Opened(applications, world.reset, f"{public}, Instagram Login {login}")
