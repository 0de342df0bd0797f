"""Everything that the simulated TikTok knows, in one place that its handlers share."""

from dataclasses import dataclass, field

from aiohttp import web

from sandbox.stage.control.switches import copy_into
from sandbox.stage.limits import SlidingWindows
from sandbox.stage.stage import Stage
from sandbox.tiktok.display.videos import Videos
from sandbox.tiktok.oauth.grants import Grants
from sandbox.tiktok.posting.lifecycle import Lifecycle
from sandbox.tiktok.posting.profiles import Profiles
from sandbox.tiktok.posting.publishes import Publishes
from sandbox.tiktok.posting.pulls import Puller
from sandbox.tiktok.posting.url_properties import Properties, verified
from sandbox.tiktok.secret_issuer import SecretIssuer
from sandbox.tiktok.settings import Settings
from sandbox.tiktok.switches import Switches
from sandbox.tiktok.users import Users
from sandbox.tiktok.webhooks import Deliveries, Notice

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
    publishes: Publishes = field(default_factory=Publishes)
    limits: SlidingWindows = field(default_factory=SlidingWindows)


class World:
    """One registered app, its users and everything that happened to them."""

    def __init__(
        self, stage: Stage, settings: Settings, switches: Switches, addresses: Addresses
    ) -> None:
        self.settings, self.switches, self.addresses = settings, switches, addresses
        self._first_switches = switches.model_copy(deep=True)
        self.stage = stage
        self.clock, self.mint = stage.clock, stage.mint
        self.secrets = SecretIssuer(stage.mint)
        self.content = self._new_content()

    def reset(self) -> None:
        """Return to the state at start."""
        copy_into(self.switches, self._first_switches)
        self.content = self._new_content()

    def remove_authorization(self, open_id: str, reason: int) -> None:
        """End the grant, then send the webhook: the token is invalid before it arrives."""
        self.content.grants.withdraw(open_id)
        notice = Notice("authorization.removed", open_id, {"reason": reason})
        self.content.deliveries.announce(notice)

    def _new_content(self) -> Content:
        stage, switches = self.stage, self.switches
        users, videos = Users(self.settings.client_key), Videos()
        grants = Grants(self.secrets, self.clock, switches)
        deliveries = Deliveries(self.settings, switches, stage.session, stage.background)
        profiles = Profiles(users, videos, self.mint, self.clock)
        puller = Puller(stage.session, switches, self.clock)
        lifecycle = Lifecycle(profiles, grants, puller, switches, deliveries, stage.background)
        return Content(users, grants, deliveries, lifecycle, videos, self._first_properties())

    def _first_properties(self) -> Properties:
        """What the app has verified at start; the sandbox's own media always belong to it."""
        settings = self.settings
        named = verified(settings.verified_domains, settings.verified_prefixes, http=True)
        own = f"{self.addresses.public}/media/"
        return Properties(named.domains, (*named.prefixes, own))


WORLD = web.AppKey("world", World)
