"""Everything that the simulated Instagram knows, in one place that its handlers share."""

from collections.abc import Container
from dataclasses import dataclass, field

from aiohttp import web

from sandbox.instagram.fixtures import first_people
from sandbox.instagram.graph.usage import Usage
from sandbox.instagram.ids import Ids
from sandbox.instagram.login.grants import Grants
from sandbox.instagram.login.signed_requests import (
    Callback,
    Callbacks,
    Kind,
    payload_of,
    signed_request,
)
from sandbox.instagram.people import People
from sandbox.instagram.publishing.containers import Containers
from sandbox.instagram.reading.library import Library
from sandbox.instagram.settings import Settings
from sandbox.instagram.switches import Switches
from sandbox.instagram.webhooks.deliveries import Deliveries, Means
from sandbox.instagram.webhooks.subscriptions import Subscriptions, first_subscriptions
from sandbox.stage.clock import real_time
from sandbox.stage.control.switches import copy_into
from sandbox.stage.stage import Stage

LITERAL = ("oauth", "debug_token", "pages", "access_token", "refresh_access_token")


@dataclass(frozen=True)
class Addresses:
    """Where browsers and clients reach the two listeners."""

    public: str
    login: str


@dataclass
class Content:
    """What a reset empties."""

    app_id: str
    people: People
    ids: Ids
    grants: Grants
    containers: Containers
    subscriptions: Subscriptions
    deliveries: Deliveries
    callbacks: Callbacks
    library: Library = field(default_factory=Library)
    usage: Usage = field(default_factory=Usage)

    def resolve(self, name: str) -> tuple[str, str] | None:
        """The kind of a node and its id; None where it is unknown."""
        if name in LITERAL:
            return name, name
        kinds: dict[str, Container[str]] = {
            "user": self.people.persons,
            "page": self.people.pages,
            "account": self.people.accounts,
            "media": self.library.media,
            "comment": self.library.comments,
        }
        kind = next((kind for kind, known in kinds.items() if name in known), "")
        if kind:
            return kind, name
        if self.containers.find(name):
            return "container", name
        if name == self.app_id:
            return "app", name
        return self._by_other_id(name)

    def _by_other_id(self, name: str) -> tuple[str, str] | None:
        people = self.people
        scoped = next((a.id for a in people.accounts.values() if a.scoped_id == name), "")
        if scoped:
            return "account", scoped
        held = (page for page in people.pages.values() if page.in_portfolio)
        return ("business", name) if any(page.business_id == name for page in held) else None

    def account_id_of(self, kind: str, node_id: str) -> str:
        """The account to which a node belongs; empty for one of somebody else."""
        if kind == "account":
            return node_id
        if kind == "container":
            container = self.containers.find(node_id)
            return container.account_id if container else ""
        comment = self.library.comments.get(node_id)
        media = self.library.media.get(comment.media_id if comment else node_id)
        return media.account_id if media else ""


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
        return Content(
            self.settings.app_id,
            first_people(),
            Ids(switches.id_seed),
            Grants(stage.mint, stage.clock, switches),
            Containers(switches),
            subscriptions,
            Deliveries(self.settings, switches, subscriptions, means),
            Callbacks(stage.session),
        )


WORLD = web.AppKey("world", World)
