"""The values of a flow: who comes back with what, and how it ended."""

from dataclasses import dataclass, field
from uuid import UUID

from yarl import URL

from auth import metrics
from auth.connect.logins import Logins, OpenLogin
from auth.connect.oauth_states import OAuthState
from auth.connect.pending_connections import Pending
from auth.errors import ConnectionUnknown
from auth.sign_in.sessions import fingerprint
from common.logs import get_logger
from common.sessions import Session

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Callback:
    """What the platform's redirect brings back."""

    state: str = field(repr=False)
    code: str = field(repr=False)
    error: str


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who comes back: a session of ours, or the browser that opened a host's link."""

    session: Session | None
    browser: str | None = field(default=None, repr=False)

    @property
    def is_a_hosts(self) -> bool:
        """Whether all that is known of them is that they opened a host's link."""
        return self.session is None and self.browser is not None

    def began(self, state: OAuthState) -> bool:
        """Whether the state was made for this visitor."""
        if state.connection_id is not None:
            return self.browser is not None and fingerprint(self.browser) == state.browser_hash
        return self.session is not None and fingerprint(self.session.id) == state.session_hash


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the platform gave nothing; `platform_code` is its own code where we have no words."""

    code: str
    platform_code: str = ""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a flow ended: connected, with a choice to make, or with the code of an outcome.

    `provider` is empty where the platform is not known; `return_to` is a host's own page.
    """

    provider: str
    code: str
    account_id: UUID | None = None
    choice_id: UUID | None = None
    platform_code: str = ""
    return_to: URL | None = field(default=None, repr=False)


def login_of(logins: Logins, pending: Pending) -> OpenLogin:
    """Give the login by which a connection began; raises `ConnectionUnknown` without its app."""
    found = logins.of_app(pending.provider, pending.client_key)
    if found is None:
        raise ConnectionUnknown("The app by which this connection began is no longer set up.")
    return found


def count_step(provider: str, step: str, user_id: str | None = None, **fields: str) -> None:
    """Count a step and log it; never with a code, a state or a token."""
    metrics.OAUTH_STEPS.labels(provider, step).inc()
    log.info("oauth step", provider=provider, step=step, user_id=user_id, **fields)
