"""What a flow is told by: who comes back with what, and how it ended."""

from dataclasses import dataclass, field
from uuid import UUID

from yarl import URL

from auth.connect.oauth_states import OAuthState
from auth.sign_in.sessions import fingerprint
from common import metrics
from common.logs import get_logger
from common.sessions import Session

log = get_logger(__name__)
PROVIDER = "tiktok"


@dataclass(frozen=True, slots=True)
class Callback:
    """What TikTok's redirect brings back."""

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
        """Whether this is known only as who opened a host's link."""
        return self.session is None and self.browser is not None

    def began(self, state: OAuthState) -> bool:
        """Tell whether this is whom the state was made for."""
        if state.connection_id is not None:
            return self.browser is not None and fingerprint(self.browser) == state.browser_hash
        return self.session is not None and fingerprint(self.session.id) == state.session_hash


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why TikTok gave nothing; `said` is its own word where nobody has explained it."""

    code: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a flow ended: the outcome, the account where there is one, or a host's own page."""

    code: str
    account_id: UUID | None = None
    said: str = ""
    return_to: URL | None = field(default=None, repr=False)


def tell(step: str, user_id: str | None = None, **fields: str) -> None:
    """Count a step and write it down; never a code, a state or a token."""
    metrics.OAUTH_STEPS.labels(PROVIDER, step).inc()
    log.info("oauth step", provider=PROVIDER, step=step, user_id=user_id, **fields)
