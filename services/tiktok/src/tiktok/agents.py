"""What the agents do for posts: each command may be repeated, and the row says what is due."""

from common.event import Event
from contracts.tiktok.commands import CancelPost, PollStatus, ReconcileVideos, SampleMetrics
from tiktok.publishing.cancel import Cancelling
from tiktok.watching.polling import Polling
from tiktok.watching.reconciling import Reconciling
from tiktok.watching.sampling import Sampling


class PostAgent:
    """Carries out the commands of posts and lists."""

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
        match command:
            case PollStatus():
                await self._polling.poll(command.post_id)
            case CancelPost():
                await self._cancelling.carry_out(command.post_id)
            case SampleMetrics():
                await self._sampling.sample(command.account_id)
            case ReconcileVideos():
                await self._reconciling.reconcile(command.account_id)
