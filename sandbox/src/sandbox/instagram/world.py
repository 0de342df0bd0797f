"""Everything that the simulated Instagram knows, in one place that its handlers share."""

from dataclasses import dataclass

from aiohttp import web

from sandbox.instagram.content import Content
from sandbox.instagram.fixtures import first_people
from sandbox.instagram.ids import Ids
from sandbox.instagram.login.grants import Grants
from sandbox.instagram.login.signed_requests import (
    Callback,
    Callbacks,
    Kind,
    payload_of,
    signed_request,
)
from sandbox.instagram.publishing.containers import Containers
from sandbox.instagram.settings import Settings
from sandbox.instagram.switches import Switches
from sandbox.instagram.webhooks.deliveries import Deliveries, Means
from sandbox.instagram.webhooks.subscriptions import first_subscriptions
from sandbox.stage.clock import real_time
from sandbox.stage.control.switches import copy_into
from sandbox.stage.stage import Stage


@dataclass(frozen=True)
class Addresses:
    """Where browsers and clients reach the two listeners; the app's servers reach the first."""

    public: str
    login: str
    app: str


class World:
    """The registered apps, the people and everything that happened to them."""

    def __init__(
        self, stage: Stage, settings: Settings, switches: Switches, addresses: Addresses
    ) -> None:
        self.settings, self.switches, self.addresses = settings, switches, addresses
        self._first_switches = switches.model_copy(deep=True)
        self.stage = stage
        self.clock = stage.clock
        self.content = self._new_content()

    def reset(self) -> None:
        """Return to the state at start."""
        copy_into(self.switches, self._first_switches)
        self.content = self._new_content()

    def may_serve(self, handle: str) -> bool:
        """Whether the app may act for somebody: a role on the app, or everybody with Advanced."""
        is_open = self.switches.live and self.switches.access == "advanced"
        return is_open or handle in self.switches.app_roles

    def usage_key(self, account_id: str) -> str:
        """Whose id keys the usage of an account."""
        page = self.content.people.page_of(account_id)
        keys = {
            "account": account_id,
            "page": page.id if page else account_id,
            "business": page.business_id if page else account_id,
        }
        return keys[self.switches.usage_key]

    def remove_app(self, owner: str) -> None:
        """Somebody removes the app at Facebook or Instagram: first the tokens end."""
        grant = self.content.grants.of(owner)
        self.content.grants.forget(owner)
        if grant is not None:
            for account_id in grant.account_ids:
                self.content.subscriptions.accounts.pop(("facebook", account_id), None)
                self.content.subscriptions.accounts.pop(("instagram", account_id), None)
            for page_id in grant.page_ids:
                self.content.subscriptions.pages.pop(page_id, None)
        self.call_back("deauthorize", owner)

    def call_back(self, kind: Kind, owner: str) -> None:
        """POST a signed request to the callback that the app has registered for it."""
        switches, settings = self.switches, self.settings
        url = switches.deauthorize_url if kind == "deauthorize" else switches.deletion_url
        if url is None:
            return
        account = self.content.people.accounts.get(owner)
        secret = settings.login_app_secret if account else settings.app_secret
        user_id = account.scoped_id if account else owner
        payload = payload_of(kind, user_id, int(real_time()))
        signed = signed_request(secret, payload, switches.signed_request_padding)
        callback = Callback(kind, user_id, signed)
        self.stage.background.start(self.content.callbacks.send(str(url), callback))

    def _new_content(self) -> Content:
        stage, switches = self.stage, self.switches
        subscriptions = first_subscriptions(self.settings)
        means = Means(stage.session, stage.background, stage.clock)
        people, ids = first_people(), Ids(switches.id_seed)
        people.offset = ids.newcomers_from
        return Content(
            self.settings.app_id,
            people,
            ids,
            Grants(stage.mint, stage.clock, switches),
            Containers(switches),
            subscriptions,
            Deliveries(self.settings, switches, subscriptions, means),
            Callbacks(stage.session),
        )


WORLD = web.AppKey("world", World)
