"""What is known of a comment, and how what is said of it joins that: pure.

Two webhooks may come in any order and many times, and a list may be older than a webhook: whatever
the order, the same comment comes out.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

By = Literal["webhook", "comment_list", "reply"]
Wanted = Literal["hide", "show", "delete"]
RANKS: dict[By, int] = {"webhook": 0, "reply": 1, "comment_list": 2}
"""What is read is more certain than what was told at the same moment."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A row of `comments`: its newest text, who wrote it, and what is still to be done with it."""

    account_id: UUID
    comment_id: str
    user_id: UUID
    said_at: datetime
    said_rank: int
    media_id: str | None = None
    parent_id: str | None = None
    text: str = ""
    author_id: str = ""
    author_name: str = ""
    is_ours: bool = False
    is_of_ad: bool = False
    is_hidden: bool = False
    hidden_said_at: datetime | None = None
    created_at: datetime | None = None
    deleted_at: datetime | None = None
    wanted: Wanted | None = None
    tries: int = 0
    next_due_at: datetime | None = None

    @property
    def shown(self) -> tuple[object, ...]:
        """What readers are told of it; a change of it is news."""
        return (
            self.media_id,
            self.parent_id,
            self.text,
            self.author_id,
            self.author_name,
            self.is_ours,
            self.is_of_ad,
            self.created_at,
            self.deleted_at is None,
        )

    @property
    def is_half_known(self) -> bool:
        """Whether its author or its medium was withheld, as some webhooks do."""
        return not (self.author_id or self.author_name) or self.media_id is None

    @property
    def thread_id(self) -> str:
        """The comment that answers to this one stand below: Instagram has one level of answers."""
        return self.parent_id or self.comment_id


@dataclass(frozen=True, slots=True)
class Saying:
    """What Instagram says of a comment; `at` is when it said so, or when it was asked."""

    comment_id: str
    by: By
    at: datetime
    text: str
    media_id: str | None = None
    parent_id: str | None = None
    author_id: str = ""
    author_name: str = ""
    created_at: datetime | None = None
    is_hidden: bool | None = None
    is_of_ad: bool = False


def joined(known: Comment, said: Saying, *, is_ours: bool) -> Comment:
    """Give the comment after this was said.

    What a comment lacks is taken from every saying; its text is that of the newest one. A webhook
    never brings a deleted comment back: Instagram repeats webhooks for 36 hours.
    """
    if known.deleted_at and (said.by == "webhook" or said.at <= known.deleted_at):
        return known
    after = _with_place(known, said)
    after = replace(
        after,
        is_ours=known.is_ours or is_ours,
        author_id=known.author_id or said.author_id,
        author_name=known.author_name or said.author_name,
        created_at=known.created_at or said.created_at,
        deleted_at=None,
    )
    rank = RANKS[said.by]
    if (said.at, rank, said.text) > (known.said_at, known.said_rank, known.text):
        after = replace(
            after,
            said_at=said.at,
            said_rank=rank,
            text=said.text,
            author_id=said.author_id or known.author_id,
            author_name=said.author_name or known.author_name,
        )
    return _with_hiding(after, said)


def first_known(account_id: UUID, user_id: UUID, said: Saying, *, is_ours: bool) -> Comment:
    """Give a comment that nothing was known of."""
    return Comment(
        account_id=account_id,
        comment_id=said.comment_id,
        user_id=user_id,
        said_at=said.at,
        said_rank=RANKS[said.by],
        media_id=said.media_id,
        parent_id=said.parent_id,
        text=said.text,
        author_id=said.author_id,
        author_name=said.author_name,
        is_ours=is_ours,
        is_of_ad=said.is_of_ad,
        is_hidden=bool(said.is_hidden),
        hidden_said_at=None if said.is_hidden is None else said.at,
        created_at=said.created_at,
    )


def _with_place(known: Comment, said: Saying) -> Comment:
    """Let the post win over its advertisement's copy, whichever is told first."""
    media_id = known.media_id or said.media_id
    if known.is_of_ad and not said.is_of_ad:
        media_id = said.media_id or known.media_id
    return replace(
        known,
        media_id=media_id,
        is_of_ad=known.is_of_ad and said.is_of_ad,
        parent_id=known.parent_id or said.parent_id,
    )


def _with_hiding(known: Comment, said: Saying) -> Comment:
    if said.is_hidden is None or (known.hidden_said_at and said.at <= known.hidden_said_at):
        return known
    return replace(known, is_hidden=said.is_hidden, hidden_said_at=said.at)
