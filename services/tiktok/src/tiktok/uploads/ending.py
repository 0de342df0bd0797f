"""Ending an attempt whose video TikTok refuses: nothing was posted, and a retry begins anew."""

from dataclasses import dataclass, field, replace
from uuid import UUID

from common.errors import ServiceError
from common.logs import get_logger
from common.outbox import Outbox
from common.postgres import Pool
from common.tus.errors import UploadGone, WriterReplaced
from contracts.tiktok.events import UploadRefused
from platforms.errors import Rejected
from platforms.tiktok.catalogue import CATALOGUE
from tiktok.errors import quoting
from tiktok.posts.attempts import PublishAttempts
from tiktok.posts.store import TikTokPosts
from tiktok.uploads.sessions import UploadSession, UploadSessions

log = get_logger(__name__)
# While a post has one of these statuses TikTok does not have the whole file, as far as we know.
UNFINISHED = frozenset({"UPLOADING", "LOST", "FAILED"})


@dataclass(frozen=True, slots=True)
class Writer:
    """The connection that may write to an attempt's upload, and where TikTok takes its bytes."""

    id: UUID
    post_id: UUID
    attempt: int
    upload_url: str = field(repr=False)


def still_open(session: UploadSession) -> UploadSession:
    """Give the upload back; raises `UploadGone` where it was ended."""
    if session.is_terminated:
        raise UploadGone("This upload has ended; a retry of the post begins it anew.")
    return session


class Ending:
    """Ends attempts by TikTok's word."""

    def __init__(self, pool: Pool, outbox: Outbox) -> None:
        self._pool, self._outbox = pool, outbox

    async def after_refusal(
        self, session: UploadSession, writer: Writer, refusal: Rejected
    ) -> ServiceError:
        """End the attempt of a chunk that TikTok refuses and does not have.

        Gives what its client is told: `UploadGone`, or `WriterReplaced` where another connection
        has taken over, and will hear for itself.
        """
        code = refusal.code
        async with self._pool.connection() as connection:
            posts, sessions = TikTokPosts(connection, self._outbox), UploadSessions(connection)
            post = await posts.lock(session.post_id)
            if not await sessions.refuse(session.post_id, writer.id):
                still_open(await sessions.require(session))
                return WriterReplaced("Another connection has taken this upload over.")
            await PublishAttempts(connection).forget_upload_url(session.post_id, session.attempt)
            if post is not None and post.status in UNFINISHED - {"FAILED"}:
                failed = replace(post, status="FAILED", fail_reason=code, log_id=refusal.log_id)
                event = UploadRefused(**failed.identity(), code=code, log_id=refusal.log_id)
                await posts.record(failed, [event])
        log.warning("upload refused", post_id=session.post_id, reason=code, log_id=refusal.log_id)
        told = CATALOGUE.entry("fail_reason", code)
        return quoting(refusal, UploadGone(f"{told.sentence} {told.next_step}"))
