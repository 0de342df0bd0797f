"""Everything the sandbox knows, in one place that the handlers share."""

from dataclasses import dataclass, field

from aiohttp import ClientSession, web

from sandbox.background import Background
from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.grants import Grants
from sandbox.journal import Journal
from sandbox.lifecycle import Lifecycle
from sandbox.limits import SlidingWindows
from sandbox.mint import Mint
from sandbox.profiles import Profiles
from sandbox.properties import Properties, verified
from sandbox.publishes import Publishes
from sandbox.pulls import Puller
from sandbox.samples import Sample
from sandbox.settings import Settings
from sandbox.switches import Switches, copy_into
from sandbox.users import Users
from sandbox.videos import Videos
from sandbox.webhooks import Deliveries, Notice

# https://developers.tiktok.com/doc/webhooks-events
DISCONNECTED_BY_USER = 1
REVOKED_BY_DEVELOPER = 5


@dataclass(frozen=True)
class Addresses:
    """Where browsers and clients reach the two listeners."""

    public: str
    upload: str


@dataclass
class Content:
    """What a reset empties."""

    users: Users
    grants: Grants
    deliveries: Deliveries
    lifecycle: Lifecycle
    videos: Videos
    properties: Properties
    samples: dict[str, Sample] = field(default_factory=dict)
    publishes: Publishes = field(default_factory=Publishes)
    limits: SlidingWindows = field(default_factory=SlidingWindows)


class World:
    """One registered app, its users and all that happened to them."""

    def __init__(
        self, settings: Settings, switches: Switches, addresses: Addresses, session: ClientSession
    ) -> None:
        self.settings, self.switches, self.addresses = settings, switches, addresses
        self._first_switches = switches.model_copy(deep=True)
        self._session = session
        self.clock = Clock()
        self.mint = Mint()
        self.journal = Journal()
        self.faults = Faults()
        self.background = Background()
        self.content = self._new_content()

    async def reset(self) -> None:
        """Back to the start; only the list of issued secrets stays, as they may still leak."""
        await self.background.stop()
        copy_into(self.switches, self._first_switches)
        self.clock.offset_seconds = 0
        self.journal.clear()
        self.faults.clear()
        self.content = self._new_content()

    def remove_authorization(self, open_id: str, reason: int) -> None:
        """End what the user granted, then tell: the token is dead before the webhook arrives."""
        self.content.grants.withdraw(open_id)
        notice = Notice("authorization.removed", open_id, {"reason": reason})
        self.content.deliveries.announce(notice)

    def _new_content(self) -> Content:
        users = Users(self.settings.client_key)
        grants = Grants(self.mint, self.clock, self.switches)
        deliveries = Deliveries(self.settings, self.switches, self._session, self.background)
        videos = Videos()
        profiles = Profiles(users, videos, self.mint, self.clock)
        puller = Puller(self._session, self.switches, self.clock)
        lifecycle = Lifecycle(profiles, grants, puller, self.switches, deliveries, self.background)
        return Content(users, grants, deliveries, lifecycle, videos, self.properties())

    def properties(self) -> Properties:
        """What the app has verified at start; the sandbox's own media always belong to it."""
        settings = self.settings
        named = verified(settings.verified_domains, settings.verified_prefixes, http=True)
        own = f"{self.addresses.public}/media/"
        return Properties(named.domains, (*named.prefixes, own))


WORLD = web.AppKey("world", World)
