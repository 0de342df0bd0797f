"""What the inbox shows: comments and mentions together, what waits for an answer first."""

from typing import Any

import pytest

from common.event import Event
from common.postgres import Pool
from contracts.accounts import AccountDisconnected
from contracts.instagram.comments import (
    CommentActionRefused,
    CommentDeleted,
    CommentHidden,
    ReplyFailed,
    ReplyPosted,
)

from ...asking import Api, whole
from ...builders import ACCOUNT, Story, connected, moment
from ...database import settle
from ...instagram import (
    COMMENT,
    LINK,
    MEDIUM,
    answered,
    comment,
    commented,
    mentioned,
    observed,
    reply,
)
from ...sessions import ALICE

INBOX = "/api/crm/instagram/inbox"
CAPTION: dict[str, Any] = {"media_id": "99", "comment_id": None}
# Written in this order, a second apart; 2, 3 and the mention of a caption are answered.
TOLD: list[Event] = [
    *(commented(f"text {n}", comment_id=str(n), created_at=moment(n)) for n in range(1, 6)),
    commented("ours", comment_id="6", is_ours=True, created_at=moment(6)),
    commented("our answer", comment_id="7", parent_id="2", is_ours=True, created_at=moment(7)),
    mentioned(media_id="90", comment_id="91", observed_at=moment(8)),
    mentioned(**CAPTION, observed_at=moment(9)),
    answered(comment_id="3"),
    reply(ReplyPosted, "POSTED", platform_comment_id="77"),
    answered(to="mention", reply_id=ALICE, **CAPTION),
    reply(ReplyPosted, "POSTED", reply_id=ALICE, platform_comment_id="78"),
    comment(CommentHidden, comment_id="4", is_hidden=True),
    comment(CommentDeleted, comment_id="5", by_us=False),
]
OPEN, SETTLED = ["90:91", "1"], ["99:", "6", "5", "4", "3", "2"]


async def tell(pool: Pool, *events: Event) -> None:
    """Settle a story in which each event is a second after the one before."""
    story = Story()
    account = story.tell(connected(provider="instagram"), 1)
    told = [story.tell(each, n, at=n) for n, each in enumerate(events, start=1)]
    await settle(pool, [account, *told])


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("", OPEN + SETTLED),
        ("?unanswered=true", OPEN),
        ("?unanswered=false", SETTLED),
        ("?kind=comment&unanswered=true", ["1"]),
        ("?kind=mention", ["90:91", "99:"]),
        ("?hidden=true", ["4"]),
        ("?deleted=true", ["5"]),
        ("?hidden=false&deleted=false", ["90:91", "1", "99:", "6", "3", "2"]),
        (f"?account_id={ACCOUNT}&comment_id=3", ["3"]),
        ("?media_id=90", ["90:91"]),
    ],
)
async def test_what_waits_for_an_answer_comes_first_and_each_part_newest_first(
    question: str, found: list[str], api: Api, pool: Pool
) -> None:
    await tell(pool, *TOLD)

    items = (await api.get(f"{INBOX}{question}"))["items"]

    assert [one["item_id"] for one in items] == found
    assert all(one["is_open"] == (one["item_id"] in OPEN) for one in items)


@pytest.mark.parametrize("limit", range(1, 9))
async def test_a_page_may_end_anywhere(limit: int, api: Api, pool: Pool) -> None:
    await tell(pool, *TOLD)

    items = await whole(api, INBOX, "items", limit)

    assert [one["item_id"] for one in items] == OPEN + SETTLED


async def test_a_private_answer_is_told_as_one_and_leaves_nothing_to_answer(
    api: Api, pool: Pool
) -> None:
    private = answered(comment_id="1", to="private", text="Write to us")
    posted = reply(ReplyPosted, "POSTED", platform_comment_id="m_1")
    await tell(pool, commented("text 1", comment_id="1"), private, posted)

    [item] = (await api.get(INBOX))["items"]

    assert (item["is_open"], item["is_answered"]) == (False, True)
    [told] = item["replies"]
    assert (told["target"], told["status"], told["text"]) == ("private", "POSTED", "Write to us")
    assert await api.get(f"{INBOX}/count") == {"unanswered": 0}


async def test_what_waits_for_an_answer_is_counted(api: Api, pool: Pool) -> None:
    await tell(pool, *TOLD)

    assert await api.get(f"{INBOX}/count") == {"unanswered": 2}


async def test_more_than_a_hundred_are_counted_as_a_hundred(api: Api, pool: Pool) -> None:
    await tell(pool, *(commented(comment_id=str(n)) for n in range(103)), mentioned())

    assert await api.get(f"{INBOX}/count") == {"unanswered": 100}


async def test_nothing_waits_for_the_answer_of_a_disconnected_account(api: Api, pool: Pool) -> None:
    story = Story()
    ended = AccountDisconnected(
        provider="instagram", account_id=ACCOUNT, user_id=ALICE, reason="user", revoked=True
    )
    account = story.tell(connected(provider="instagram"), 1)
    told = [story.tell(commented(), 1, at=1), story.tell(mentioned(), 1, at=2)]
    await settle(pool, [account, *told, story.tell(ended, 2, at=3)])

    items = (await api.get(INBOX))["items"]

    assert [one["is_open"] for one in items] == [False, False]
    assert await api.get(f"{INBOX}/count") == {"unanswered": 0}


async def test_an_item_tells_its_post_its_thread_and_what_became_of_the_answers(
    api: Api, pool: Pool
) -> None:
    failed = reply(ReplyFailed, "FAILED", code="c", message="Too long.")
    other = commented("Me too", comment_id="8", parent_id=COMMENT)
    gone = commented("Oops", comment_id="9", parent_id=COMMENT)
    deleted = comment(CommentDeleted, comment_id="9", by_us=False)
    refused = comment(CommentActionRefused, action="hide", code="100", message="Not now.")
    await tell(pool, observed(), commented(), other, gone, deleted, answered(), failed, refused)

    [one] = (await api.get(f"{INBOX}?comment_id={COMMENT}"))["items"]
    [below] = (await api.get(f"{INBOX}?comment_id=8"))["items"]

    assert (one["media_permalink"], one["media_caption"]) == (LINK, "Hello")
    assert (one["thread_id"], one["thread_count"]) == (COMMENT, 1)
    assert (below["thread_id"], below["thread_count"]) == (COMMENT, 1)
    assert [(each["status"], each["fail_message"]) for each in one["replies"]] == [
        ("FAILED", "Too long.")
    ]
    assert (one["refused_action"], one["fail_message"]) == ("hide", "Not now.")


async def test_an_answer_belongs_to_the_mention_that_it_was_written_for(
    api: Api, pool: Pool
) -> None:
    caption = answered(to="mention", text="Hi", **CAPTION)
    in_comment = answered(to="mention", media_id="99", comment_id="98", reply_id=ALICE)
    await tell(pool, mentioned(), mentioned(**CAPTION), caption, in_comment)

    items = (await api.get(f"{INBOX}?kind=mention"))["items"]

    answers = {one["item_id"]: [each["text"] for each in one["replies"]] for one in items}
    assert answers == {"99:98": ["Thanks"], "99:": ["Hi"]}


async def test_a_mention_below_an_own_post_is_shown_once_as_the_comment_that_it_is(
    api: Api, pool: Pool
) -> None:
    await tell(pool, commented("@alice nice"), mentioned(media_id=MEDIUM, comment_id=COMMENT))

    items = (await api.get(INBOX))["items"]

    assert [(one["kind"], one["comment_id"]) for one in items] == [("comment", COMMENT)]
    assert await api.get(f"{INBOX}/count") == {"unanswered": 1}
