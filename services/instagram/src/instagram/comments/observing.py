"""Taking in what Instagram says of comments; the caller holds the account's inbox lock."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from accounts.inbox import Inbox
from accounts.store import OAuthAccount
from common.outbox import Outbox
from common.postgres import Connection
from contracts.instagram.commands import AdvanceComment
from contracts.instagram.comments import (
    CommentDeleted,
    CommentEvent,
    CommentHidden,
    CommentReceived,
)
from instagram.comments.comment import Comment, Saying, first_known, joined
from instagram.comments.replies import Replies
from instagram.comments.store import AGAIN, Comments
from instagram.platform import PROVIDER


async def hold(connection: Connection, account: OAuthAccount) -> None:
    """Let no other transaction take in what is said of this Instagram account."""
    await Inbox(connection, PROVIDER).lock(account.platform_user_id)


async def observe(
    connection: Connection, outbox: Outbox, account: OAuthAccount, said: Saying
) -> Comment:
    """Keep what was said, and tell what is news; gives the comment after it.

    A comment whose author or medium is withheld is read by an agent. One of the account's own may
    be an answer whose outcome is looked for: then that is looked for at once.
    """
    store = Comments(connection, outbox)
    before = await store.lock(account.account_id, said.comment_id)
    after = comment_after(before, account, said)
    if after == before:
        return after
    if before is None and after.is_half_known and said.by == "webhook":
        after = replace(after, next_due_at=datetime.now(UTC) + AGAIN)
        command = AdvanceComment(account_id=account.account_id, comment_id=said.comment_id)
        await outbox.command(connection, command, f"half known|{said.at.isoformat()}")
    await store.keep(after, news(before, after, said))
    if after.is_ours and before is None:
        await Replies(connection, outbox).hasten(account.account_id, after.thread_id)
    return after


async def doubt(
    connection: Connection, outbox: Outbox, account: OAuthAccount, said: Saying
) -> bool:
    """Have a comment read soon where this is not what it says; gives whether that is so."""
    store = Comments(connection, outbox)
    known = await store.lock(account.account_id, said.comment_id)
    if known is None or known.deleted_at or known.text == said.text or said.at <= known.said_at:
        return False
    if known.wanted is None:
        await store.read_soon(account.account_id, [said.comment_id])
    return True


def comment_after(before: Comment | None, account: OAuthAccount, said: Saying) -> Comment:
    """Give the comment after this was said of it: pure."""
    is_ours = is_by(account, said)
    if before is None:
        return first_known(account.account_id, account.user_id, said, is_ours=is_ours)
    return joined(before, said, is_ours=is_ours)


def is_by(account: OAuthAccount, said: Saying) -> bool:
    """Tell whether the account wrote it: Instagram tells of one's own comments, too."""
    by_name = (
        said.author_name and said.author_name.casefold() == (account.username or "").casefold()
    )
    return said.author_id == account.platform_user_id or bool(by_name)


def news(before: Comment | None, after: Comment, said: Saying) -> Sequence[CommentEvent]:
    """Give the events of a change."""
    if before is None or before.shown != after.shown:
        return [received(after, said)]
    if before.is_hidden != after.is_hidden:
        return [hidden(after, said.at)]
    return []


def received(comment: Comment, said: Saying) -> CommentReceived:
    """Tell all that is known of a comment."""
    return CommentReceived(
        account_id=comment.account_id,
        user_id=comment.user_id,
        comment_id=comment.comment_id,
        media_id=comment.media_id,
        parent_id=comment.parent_id,
        text=comment.text,
        author_id=comment.author_id,
        author_name=comment.author_name,
        is_ours=comment.is_ours,
        is_hidden=comment.is_hidden,
        is_of_ad=comment.is_of_ad,
        created_at=comment.created_at,
        by=said.by,
        observed_at=said.at,
    )


def hidden(comment: Comment, at: datetime) -> CommentHidden:
    """Tell that a comment is hidden, or shown again."""
    return CommentHidden(
        account_id=comment.account_id,
        user_id=comment.user_id,
        comment_id=comment.comment_id,
        is_hidden=comment.is_hidden,
        observed_at=at,
    )


async def end(
    connection: Connection, outbox: Outbox, comment: Comment, at: datetime, *, by_us: bool
) -> None:
    """Keep that a comment is gone, and forget what it said; a repeat changes nothing."""
    if comment.deleted_at:
        return
    gone = replace(
        comment,
        text="",
        author_id="",
        author_name="",
        deleted_at=at,
        wanted=None,
        next_due_at=None,
        tries=0,
    )
    event = CommentDeleted(
        account_id=comment.account_id,
        user_id=comment.user_id,
        comment_id=comment.comment_id,
        by_us=by_us,
        observed_at=at,
    )
    store = Comments(connection, outbox)
    await store.keep(gone, [event])
    await store.read_answers(comment.account_id, comment.comment_id)
