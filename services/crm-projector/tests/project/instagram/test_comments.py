"""What the events of comments, mentions and answers make of the tables."""

from typing import Any

import pytest

from common.event import Event
from common.postgres import Pool
from contracts.instagram.comments import (
    CommentActionRefused,
    CommentDeleted,
    CommentHidden,
    ReplyAttempted,
    ReplyFailed,
    ReplyPosted,
)

from ...builders import moment
from ...instagram import MEDIUM, answered, comment, commented, mentioned, reply
from .rows import only

LISTED: dict[str, Any] = {"by": "comment_list"}
HIDDEN = comment(CommentHidden, is_hidden=True)
DELETED = comment(CommentDeleted, by_us=True, observed_at=moment(7))


async def test_a_comment_is_kept_with_its_newest_text(pool: Pool) -> None:
    row = await only(
        pool, "ig_comments", commented("Nice", parent_id="4"), commented("Edited", parent_id="4")
    )

    assert (row["text"], row["author_name"], row["parent_id"]) == ("Edited", "carol", "4")


async def test_what_is_withheld_later_takes_nothing_away(pool: Pool) -> None:
    first = commented(created_at=moment(3))
    later = commented(author_id="", author_name="", media_id=None, **LISTED)

    row = await only(pool, "ig_comments", first, later)

    assert (row["author_id"], row["author_name"]) == ("55", "carol")
    assert (row["media_id"], row["created_at"]) == (MEDIUM, "2026-11-01T12:00:03+00:00")


@pytest.mark.parametrize(
    ("events", "hidden", "deleted"),
    [
        ([commented()], None, None),
        ([commented(), HIDDEN], True, None),
        ([commented(), HIDDEN, commented("Edited")], True, None),
        ([commented(), HIDDEN, comment(CommentHidden, is_hidden=False)], False, None),
        ([commented(is_hidden=True, **LISTED)], True, None),
        ([commented(), DELETED], None, True),
        ([commented(), DELETED, commented()], None, True),
        ([commented(), DELETED, commented(**LISTED)], False, None),
        ([DELETED], None, True),
    ],
)
async def test_a_late_webhook_neither_shows_nor_brings_back_a_comment(
    events: list[Event], hidden: bool | None, deleted: bool | None, pool: Pool
) -> None:
    row = await only(pool, "ig_comments", *events)

    assert (row["is_hidden"], row["by_us"]) == (hidden, deleted)
    assert (row["deleted_at"] is not None) == (deleted is not None)


async def test_a_comment_was_noticed_when_it_was_heard_of_first(pool: Pool) -> None:
    row = await only(
        pool, "ig_comments", commented(observed_at=moment(9)), commented(observed_at=moment(5))
    )

    assert row["noticed_at"] == "2026-11-01T12:00:05+00:00"


async def test_a_refusal_is_told_until_something_was_done(pool: Pool) -> None:
    refused = comment(CommentActionRefused, action="delete", code="10", message="Ours.")

    told = await only(pool, "ig_comments", commented(), refused)
    done = await only(pool, "ig_comments", commented(), refused, HIDDEN)

    names = ("refused_action", "fail_code", "fail_message")
    assert tuple(told[name] for name in names) == ("delete", "10", "Ours.")
    assert (done["is_hidden"], done["refused_action"]) == (True, None)


async def test_a_mention_that_cannot_be_read_any_more_keeps_its_text(pool: Pool) -> None:
    row = await only(pool, "ig_mentions", mentioned(), mentioned(text="", author_name=""))

    assert (row["text"], row["author_name"], row["comment_id"]) == ("@alice", "dave", "98")


async def test_a_mention_in_a_caption_is_of_no_comment(pool: Pool) -> None:
    row = await only(pool, "ig_mentions", mentioned(comment_id=None))

    assert (row["media_id"], row["comment_id"]) == ("99", "")


async def test_an_answer_tells_what_became_of_it(pool: Pool) -> None:
    failed = reply(ReplyFailed, "FAILED", code="c", message="Ours.", fbtrace_id="A")
    posted = reply(ReplyPosted, "POSTED", platform_comment_id="77", found_by="reply_list")

    refused = await only(pool, "ig_replies", answered(), reply(ReplyAttempted, "ATTEMPTED"), failed)
    stands = await only(pool, "ig_replies", answered(), failed, posted)

    assert (refused["status"], refused["fail_message"]) == ("FAILED", "Ours.")
    assert (refused["target"], refused["text"]) == ("comment", "Thanks")
    assert (stands["status"], stands["fail_code"]) == ("POSTED", None)
    assert (stands["platform_comment_id"], stands["found_by"]) == ("77", "reply_list")
