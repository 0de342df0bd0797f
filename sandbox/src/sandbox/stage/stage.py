"""What all platforms of one running sandbox share."""

from collections.abc import Callable

from aiohttp import ClientSession, web

from sandbox.stage.background import Background
from sandbox.stage.clock import Clock
from sandbox.stage.faults import Faults
from sandbox.stage.journal import Journal
from sandbox.stage.media.samples import Sample
from sandbox.stage.mint import Mint


class Stage:
    """One clock, one journal, one list of faults and of issued secrets, and one reset."""

    def __init__(self, session: ClientSession) -> None:
        self.session = session
        self.clock = Clock()
        self.mint = Mint()
        self.journal = Journal()
        self.faults = Faults()
        self.background = Background()
        self.samples: dict[str, Sample] = {}
        self._resets: list[Callable[[], None]] = []

    def on_reset(self, reset: Callable[[], None]) -> None:
        """Call this too at each reset, after the background work has stopped."""
        self._resets.append(reset)

    async def reset(self) -> None:
        """Return to the state at start; the issued secrets stay, since they may still leak."""
        await self.background.stop()
        self.clock.offset_seconds = 0
        self.journal.clear()
        self.faults.clear()
        self.samples.clear()
        for reset in self._resets:
            reset()


STAGE = web.AppKey("stage", Stage)
# Where others reach the application that has the key.
ADDRESS = web.AppKey("address", str)
