"""What the agents do with a command: each may be repeated, and the row says what is due."""

from accounts.lifecycle import Lifecycle
from accounts.profiles import Profiles
from accounts.tokens.tokens import AccountTokens
from common.errors import ServiceError
from common.event import Event
from common.logs import get_logger
from contracts.commands import CheckGrant, ObserveProfile, RefreshToken, RevokeGrant
from contracts.tiktok.commands import CancelPost, PollStatus, ReconcileVideos, SampleMetrics
from platforms.errors import PlatformError
from tiktok.publishing.cancel import Cancelling
from tiktok.watching.polling import Polling
from tiktok.watching.reconciling import Reconciling
from tiktok.watching.sampling import Sampling

log = get_logger(__name__)


class AccountAgent:
    """Carries out the commands of accounts; a failure is logged, and the timer asks again."""

    def __init__(self, tokens: AccountTokens, lifecycle: Lifecycle, profiles: Profiles) -> None:
        self._tokens, self._lifecycle, self._profiles = tokens, lifecycle, profiles

    async def obey(self, command: Event) -> None:
        """Carry a command out; what fails for now stays due."""
        try:
            match command:
                case RefreshToken():
                    await self._tokens.refreshed(command.account_id, command.seen_version)
                case CheckGrant():
                    await self._lifecycle.check(command.account_id)
                case RevokeGrant():
                    await self._lifecycle.revoke(command.account_id)
                case ObserveProfile():
                    await self._profiles.observe(command.account_id)
        except (ServiceError, PlatformError) as error:
            log.warning("command failed", event_type=command.TYPE, reason=str(error))


class PostAgent:
    """Carries out the commands of posts and lists; a failure is logged, the timer asks again."""

    def __init__(
        self,
        polling: Polling,
        cancelling: Cancelling,
        sampling: Sampling,
        reconciling: Reconciling,
    ) -> None:
        self._polling, self._cancelling = polling, cancelling
        self._sampling, self._reconciling = sampling, reconciling

    async def obey(self, command: Event) -> None:
        """Carry a command out; what fails for now stays due."""
        try:
            match command:
                case PollStatus():
                    await self._polling.poll(command.post_id)
                case CancelPost():
                    await self._cancelling.carry_out(command.post_id)
                case SampleMetrics():
                    await self._sampling.sample(command.account_id)
                case ReconcileVideos():
                    await self._reconciling.reconcile(command.account_id)
        except (ServiceError, PlatformError) as error:
            log.warning("command failed", event_type=command.TYPE, reason=str(error))
