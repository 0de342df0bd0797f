"""What the agents do for accounts: each command may be repeated, and the row says what is due."""

from collections.abc import Awaitable, Callable

from accounts.lifecycle import Lifecycle
from accounts.profiles import Profiles
from accounts.tokens.tokens import AccountTokens
from common.errors import ServiceError
from common.event import Event
from common.logs import get_logger
from contracts.commands import CheckGrant, ObserveProfile, RefreshToken, RevokeGrant
from platforms.errors import PlatformError

log = get_logger(__name__)
Obey = Callable[[Event], Awaitable[None]]


class AccountAgent:
    """Carries out the commands of accounts."""

    def __init__(self, tokens: AccountTokens, lifecycle: Lifecycle, profiles: Profiles) -> None:
        self._tokens, self._lifecycle, self._profiles = tokens, lifecycle, profiles

    async def obey(self, command: Event) -> None:
        """Carry a command out; what fails for now stays due."""
        match command:
            case RefreshToken():
                await self._tokens.refreshed(command.account_id, command.seen_version)
            case CheckGrant():
                await self._lifecycle.check(command.account_id)
            case RevokeGrant():
                await self._lifecycle.revoke(command.account_id)
            case ObserveProfile():
                await self._profiles.observe(command.account_id)


def patient(obey: Obey) -> Obey:
    """Log a refusal that may pass: the row stays due, and the timer asks again."""

    async def patiently(command: Event) -> None:
        try:
            await obey(command)
        except (ServiceError, PlatformError) as error:
            log.warning("command failed", event_type=command.TYPE, reason=str(error))

    return patiently
