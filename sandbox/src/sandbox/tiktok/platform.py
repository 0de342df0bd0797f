"""TikTok as one of the sandbox's platforms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from pydantic_settings import BaseSettings

from sandbox.stage.platform import Listener, Opened
from sandbox.stage.stage import Stage
from sandbox.tiktok.app import create_api, create_upload_host
from sandbox.tiktok.settings import Settings
from sandbox.tiktok.switches import Switches
from sandbox.tiktok.world import Addresses, World


@dataclass(frozen=True)
class TikTok:
    """An API and an upload host, each on a port of its own."""

    name: ClassVar[str] = "tiktok"
    variables: ClassVar[Mapping[str, type[BaseSettings]]] = {
        "TikTok's settings": Settings,
        "TikTok's switches": Switches,
    }

    settings: Settings = field(default_factory=Settings)
    switches: Switches = field(default_factory=Switches)

    @property
    def listeners(self) -> Sequence[Listener]:
        """The API with the control API, then the upload host."""
        settings = self.settings
        return (
            Listener(settings.host, settings.port, settings.public_url),
            Listener(settings.host, settings.upload_port, settings.upload_url),
        )

    def open(self, stage: Stage, addresses: Sequence[str]) -> Opened:
        """Make the two applications around one world."""
        public, upload = addresses
        world = World(stage, self.settings, self.switches, Addresses(public, upload))
        applications = (create_api(world), create_upload_host(world))
        return Opened(applications, world.reset, f"{public}, uploads {upload}")
