"""What users ask for: answers. The wish is stored with the command that carries it out."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict, Field, field_validator

from common.errors import Conflict, NotFound
from common.idempotency import check_repeat, request_sha256
from common.outbox import Outbox
from common.postgres import Connection, Pool
from contracts.instagram.commands import AdvanceReply
from contracts.instagram.comments import ReplyRequested
from instagram.comments.mentions import Mentions
from instagram.comments.replies import AGAIN, Replies
from instagram.comments.reply import LONGEST_TEXT, Reply
from instagram.comments.store import Comments
from instagram.comments.usable import commenting_account


class ReplyText(BaseModel):
    """What an answer says."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    text: str = Field(min_length=1, max_length=LONGEST_TEXT)

    @field_validator("text")
    @classmethod
    def _storable(cls, text: str) -> str:
        # PostgreSQL has no NUL in text, and a lone surrogate has no UTF-8.
        if "\x00" in text or any("\ud800" <= one <= "\udfff" for one in text):
            raise ValueError("holds a character that no comment can have")
        return text


class MentionReply(ReplyText):
    """Which mention is answered: in a caption where there is no `comment_id`."""

    account_id: UUID
    media_id: str = Field(pattern=r"^[0-9_]{1,64}$")
    comment_id: str | None = Field(default=None, pattern=r"^[0-9_]{1,64}$")


class _Asked(ReplyText):
    """A request with all that tells it from another of the same key."""

    comment_id: str


class Replying:
    """Stores what is to be answered; an agent sends it."""

    def __init__(self, pool: Pool, outbox: Outbox) -> None:
        self._pool, self._outbox = pool, outbox

    async def reply(
        self, user_id: UUID, comment_id: str, asked: ReplyText, key: str | None
    ) -> Reply:
        """Let a comment be answered, or give the answer that this key stands for already.

        Raises `NotFound`, `Conflict` for a comment that cannot be answered, `KeyReused`, and what
        `commenting_account` raises.
        """
        digest = request_sha256(_Asked(text=asked.text, comment_id=comment_id))
        async with self._pool.connection() as connection:
            if earlier := await self.earlier(connection, user_id, digest, key):
                return earlier
            comment = await Comments(connection, self._outbox).of_user(user_id, comment_id)
            if comment is None:
                raise NotFound("There is no such comment.")
            await commenting_account(connection, user_id, comment.account_id)
            if comment.deleted_at or comment.wanted == "delete":
                raise Conflict("The comment is deleted.")
            if comment.is_hidden:
                raise Conflict("Instagram takes no answer to a hidden comment; show it first.")
            reply = self.new(comment.account_id, user_id, asked.text, digest, key)
            reply = replace(
                reply,
                media_id=comment.media_id,
                comment_id=comment_id,
                parent_id=comment.thread_id,
            )
            return await self.keep(connection, reply)

    async def reply_to_mention(self, user_id: UUID, asked: MentionReply, key: str | None) -> Reply:
        """Let a mention be answered, or give the answer that this key stands for already.

        Raises `NotFound`, `KeyReused`, and what `commenting_account` raises.
        """
        digest = request_sha256(asked)
        async with self._pool.connection() as connection:
            if earlier := await self.earlier(connection, user_id, digest, key):
                return earlier
            await commenting_account(connection, user_id, asked.account_id)
            named = (asked.account_id, asked.media_id, asked.comment_id or "")
            if not await Mentions(connection, self._outbox).is_known(*named):
                raise NotFound("There is no such mention.")
            reply = self.new(asked.account_id, user_id, asked.text, digest, key)
            reply = replace(
                reply, target="mention", media_id=asked.media_id, comment_id=asked.comment_id
            )
            return await self.keep(connection, reply)

    async def find(self, user_id: UUID, reply_id: UUID) -> Reply:
        """Give a user's answer as it is now; raises `NotFound`."""
        async with self._pool.connection() as connection:
            found = await Replies(connection, self._outbox).of_user(user_id, reply_id)
        if found is None:
            raise NotFound("There is no such answer.")
        return found

    async def earlier(
        self, connection: Connection, user_id: UUID, digest: bytes, key: str | None
    ) -> Reply | None:
        """Give the answer that this key stands for already; raises `KeyReused`."""
        found = await Replies(connection, self._outbox).by_key(user_id, key) if key else None
        if found is not None:
            check_repeat(found.request_sha256, digest, is_answered=True)
        return found

    def new(
        self, account_id: UUID, user_id: UUID, text: str, digest: bytes, key: str | None
    ) -> Reply:
        """Give an answer to a comment of which nothing is stored yet."""
        now = datetime.now(UTC)
        return Reply(
            reply_id=uuid4(),
            account_id=account_id,
            user_id=user_id,
            status="REQUESTED",
            target="comment",
            text=text,
            request_sha256=digest,
            created_at=now,
            next_due_at=now + AGAIN,
            idempotency_key=key,
        )

    async def keep(self, connection: Connection, reply: Reply) -> Reply:
        """Store the wish with its command; of two requests with one key, the first is stored.

        Raises `Conflict` for a second private answer to one comment.
        """
        event = ReplyRequested(
            **reply.identity(),
            to=reply.target,
            media_id=reply.media_id,
            comment_id=reply.comment_id,
            text=reply.text,
        )
        if await Replies(connection, self._outbox).create(reply, event):
            command = AdvanceReply(account_id=reply.account_id, reply_id=reply.reply_id)
            await self._outbox.command(connection, command, "requested")
            return reply
        earlier = await self.earlier(
            connection, reply.user_id, reply.request_sha256, reply.idempotency_key
        )
        if earlier is None:
            raise Conflict(
                "The comment is answered privately already; Instagram takes one message."
            )
        return earlier
