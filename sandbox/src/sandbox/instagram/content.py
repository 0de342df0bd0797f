"""What the simulated Instagram holds, and a reset empties."""

from collections.abc import Container
from dataclasses import dataclass, field

from sandbox.instagram.graph.usage import Usage
from sandbox.instagram.ids import Ids
from sandbox.instagram.login.grants import Grants
from sandbox.instagram.login.signed_requests import Callbacks
from sandbox.instagram.people import People
from sandbox.instagram.publishing.containers import Containers
from sandbox.instagram.reading.library import Library
from sandbox.instagram.webhooks.deliveries import Deliveries
from sandbox.instagram.webhooks.subscriptions import Subscriptions

LITERAL = ("oauth", "debug_token", "pages", "access_token", "refresh_access_token")


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
