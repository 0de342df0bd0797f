"""What users ask for: a message to whoever wrote a comment, which only they see.

https://developers.facebook.com/documentation/instagram-platform/private-replies
"""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from pydantic import field_validator

from common.errors import Conflict, NotFound
from common.idempotency import request_sha256
from common.outbox import Outbox
from common.postgres import Pool
from instagram.clients import Clients
from instagram.comments.asking import Replying, ReplyText
from instagram.comments.comment import Comment
from instagram.comments.reply import LONGEST_MESSAGE_BYTES, PRIVATE_FOR, Reply
from instagram.comments.store import Comments
from instagram.usable import Need, usable_account

MESSAGES = Need("manage_messages", "private_replies")


class PrivateText(ReplyText):
    """What the message says."""

    @field_validator("text")
    @classmethod
    def _short(cls, text: str) -> str:
        if len(text.encode()) > LONGEST_MESSAGE_BYTES:
            raise ValueError(f"is longer than {LONGEST_MESSAGE_BYTES} bytes of UTF-8")
        return text


class _Asked(PrivateText):
    """A request with all that tells it from another of the same key."""

    private_to: str


class PrivateReplying:
    """Stores what is to be written; the agent that answers comments sends it."""

    def __init__(self, pool: Pool, outbox: Outbox, clients: Clients, replying: Replying) -> None:
        self._pool, self._outbox = pool, outbox
        self._clients, self._replying = clients, replying

    async def reply(
        self, user_id: UUID, comment_id: str, asked: PrivateText, key: str | None
    ) -> Reply:
        """Let a comment be answered privately, or give the answer that this key stands for.

        Raises `NotFound`, `Conflict` for a comment that cannot be answered so, or that is already,
        `KeyReused`, and what `usable_account` raises.
        """
        digest = request_sha256(_Asked(text=asked.text, private_to=comment_id))
        async with self._pool.connection() as connection:
            if earlier := await self._replying.earlier(connection, user_id, digest, key):
                return earlier
            comment = await Comments(connection, self._outbox).of_user(user_id, comment_id)
            if comment is None:
                raise NotFound("There is no such comment.")
            await usable_account(connection, self._clients, user_id, comment.account_id, MESSAGES)
            _refuse_unanswerable(comment, datetime.now(UTC))
            reply = self._replying.new(comment.account_id, user_id, asked.text, digest, key)
            reply = replace(
                reply, target="private", media_id=comment.media_id, comment_id=comment_id
            )
            return await self._replying.keep(connection, reply)


def _refuse_unanswerable(comment: Comment, now: datetime) -> None:
    if comment.deleted_at or comment.wanted == "delete":
        raise Conflict("The comment is deleted.")
    if comment.is_ours:
        raise Conflict("The account wrote this comment itself.")
    if now - (comment.created_at or comment.said_at) >= PRIVATE_FOR:
        raise Conflict("Instagram lets a comment be answered privately for seven days.")
