"""What is due for comments: commands from the leader's timers, and the agent that obeys them."""

from accounts.timers import BATCH, write_command
from common.event import Event
from common.outbox import Outbox
from common.postgres import Pool
from contracts.instagram.commands import (
    AdvanceComment,
    AdvanceReply,
    ReadComments,
    ReadMention,
)
from instagram.comments.commented_media import CommentedMedia
from instagram.comments.looking import Looking
from instagram.comments.mentions import MentionReading, Mentions
from instagram.comments.moderating import Moderating
from instagram.comments.reading import CommentReading
from instagram.comments.replies import Replies
from instagram.comments.store import Comments

FORGOTTEN = 1000
COMMANDS: list[type[Event]] = [AdvanceReply, AdvanceComment, ReadComments, ReadMention]


class CommentAgent:
    """Carries out the commands about comments; each looks at the row first, and may come twice."""

    def __init__(
        self,
        looking: Looking,
        moderating: Moderating,
        reading: CommentReading,
        mentions: MentionReading,
    ) -> None:
        self._looking, self._moderating = looking, moderating
        self._reading, self._mentions = reading, mentions

    async def obey(self, command: Event) -> None:
        """Carry a command out; what fails for now stays due."""
        match command:
            case AdvanceReply():
                await self._looking.advance(command.reply_id)
            case AdvanceComment():
                await self._moderating.carry_out(command.account_id, command.comment_id)
            case ReadComments():
                await self._reading.read_media(command.account_id, command.media_id)
            case ReadMention():
                await self._mentions.read(command)


class CommentTimers:
    """Each method may run twice or be missed: it looks at the rows, never at what it did before."""

    def __init__(self, pool: Pool, outbox: Outbox) -> None:
        self._pool, self._outbox = pool, outbox

    async def write_replies(self) -> None:
        """Command the next step of each answer that is due."""
        async with self._pool.connection() as connection:
            for account_id, reply_id in await Replies(connection, self._outbox).take_due(BATCH):
                command = AdvanceReply(account_id=account_id, reply_id=reply_id)
                await write_command(connection, self._outbox, command)

    async def write_comments(self) -> None:
        """Command what is still wanted with a comment, or that it be read."""
        async with self._pool.connection() as connection:
            for account_id, comment_id in await Comments(connection, self._outbox).take_due(BATCH):
                command = AdvanceComment(account_id=account_id, comment_id=comment_id)
                await write_command(connection, self._outbox, command)

    async def write_reads(self) -> None:
        """Command the reading of media whose number of comments has changed, and of mentions."""
        async with self._pool.connection() as connection:
            for account_id, media_id in await CommentedMedia(connection).take_due(BATCH):
                read = ReadComments(account_id=account_id, media_id=media_id)
                await write_command(connection, self._outbox, read)
            mentions = Mentions(connection, self._outbox)
            for account_id, media_id, comment_id in await mentions.take_due(BATCH):
                command = ReadMention(
                    account_id=account_id, media_id=media_id, comment_id=comment_id or None
                )
                await write_command(connection, self._outbox, command)

    async def forget_words(self) -> None:
        """Forget the comments of accounts that have ended, batch by batch."""
        forgotten = FORGOTTEN
        while forgotten == FORGOTTEN:
            async with self._pool.connection() as connection:
                forgotten = await Comments(connection, self._outbox).forget_words(FORGOTTEN)
