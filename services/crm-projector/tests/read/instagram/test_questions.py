"""What each of Instagram's lists can be asked, and what it then shows."""

from typing import Any
from uuid import uuid5

import pytest

from common.event import NAMESPACE, Event
from common.postgres import Pool
from contracts.instagram.comments import CommentDeleted, CommentHidden, ReplyFailed, ReplyPosted
from contracts.instagram.media import MediaGone, StoryInsightsReceived
from contracts.instagram.posts import (
    MediaFailed,
    MediaIdentified,
    MediaPublished,
    PublishAttempted,
)

from ...asking import Api, whole
from ...builders import ACCOUNT, Story, connected, moment
from ...database import settle
from ...instagram import (
    COMMENT,
    IG_POST,
    LINK,
    MEDIUM,
    answered,
    asked,
    comment,
    commented,
    day,
    medium,
    mentioned,
    observed,
    post,
    reply,
    requested,
    sampled,
)

ROOT = "/api/crm/instagram"
OLDER, NEWER = uuid5(NAMESPACE, "older"), uuid5(NAMESPACE, "newer")


async def tell(pool: Pool, *events: Event) -> None:
    """Settle a story in which each event is a second after the one before."""
    story = Story()
    account = story.tell(connected(provider="instagram"), 1)
    told = [story.tell(each, n, at=n) for n, each in enumerate(events, start=1)]
    await settle(pool, [account, *told])


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("", [NEWER, IG_POST, OLDER]),
        ("?pending=true", [IG_POST]),
        ("?pending=false", [NEWER, OLDER]),
        ("?status=FAILED", [OLDER]),
        ("?kind=STORIES", [OLDER]),
        (f"?account_id={ACCOUNT}&kind=REELS&pending=false", [NEWER]),
        ("?text=100%25", [IG_POST]),
        ("?from=2026-11-01T12:00:02Z", [NEWER, IG_POST]),
        ("?to=2026-11-01T12:00:02Z", [OLDER]),
    ],
)
async def test_posts_are_found_by_every_condition_newest_first(
    question: str, found: list[object], api: Api, pool: Pool
) -> None:
    await tell(
        pool,
        requested(asked(kind="STORIES"), post_id=OLDER),
        requested(asked(caption="100%")),
        requested(post_id=NEWER),
        post(MediaFailed, "FAILED", post_id=OLDER, code="c", message="m"),
        post(MediaPublished, "PUBLISHED", post_id=NEWER),
    )

    body = await api.get(f"{ROOT}/posts{question}")

    assert [row["post_id"] for row in body["posts"]] == [str(each) for each in found]


async def test_one_post_is_shown_with_its_steps_and_its_numbers(api: Api, pool: Pool) -> None:
    await tell(
        pool,
        requested(),
        post(PublishAttempted, "PUBLISHING", container_id="c"),
        post(MediaPublished, "PUBLISHED", media_id=MEDIUM),
        observed(post_id=IG_POST),
        sampled(40),
    )

    one = await api.get(f"{ROOT}/posts/{IG_POST}")
    [listed] = (await api.get(f"{ROOT}/posts"))["posts"]

    kinds = [step["type"].split(".")[1] for step in one["steps"]]
    assert kinds == ["MediaRequested", "PublishAttempted", "MediaPublished"]
    assert (one["permalink"], one["like_count"]) == (LINK, 3)
    assert one["metrics"] == {"views": 40, "likes": 4, "saved": None}
    assert {**one, **listed} == one


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("", ["3", "2", "1"]),
        ("?ours=true", ["3", "2"]),
        ("?ours=false", ["1"]),
        ("?gone=true", ["2"]),
        ("?gone=false", ["3", "1"]),
        ("?product_type=STORY", ["2"]),
        (f"?account_id={ACCOUNT}&text=hello", ["3", "1"]),
        ("?from=2026-11-01T12:00:02Z", ["3", "2"]),
    ],
)
async def test_media_are_found_by_every_condition_newest_first(
    question: str, found: list[str], api: Api, pool: Pool
) -> None:
    await tell(
        pool,
        observed(media_id="1", created_at=moment(1)),
        observed(
            media_id="2", created_at=moment(2), product_type="STORY", caption="", post_id=OLDER
        ),
        observed(media_id="3", created_at=moment(3)),
        medium(MediaGone, media_id="2"),
        post(MediaIdentified, "PUBLISHED", media_id="3"),
    )

    rows = (await api.get(f"{ROOT}/media{question}"))["media"]

    assert [row["media_id"] for row in rows] == found
    posts = {"1": None, "2": str(OLDER), "3": str(IG_POST)}
    assert [row["post_id"] for row in rows] == [posts[each] for each in found]


async def test_the_last_numbers_of_a_story_replace_those_from_before(api: Api, pool: Pool) -> None:
    last = {"likes": 9, "exits": None, "views": None}
    await tell(pool, sampled(40), medium(StoryInsightsReceived, metrics=last))

    [row] = (await api.get(f"{ROOT}/media"))["media"]

    assert row["metrics"] == {"views": 40, "likes": 9, "saved": None, "exits": None}


OURS = commented("Ours", comment_id="9", parent_id="2", is_ours=True)
TOLD: list[Event] = [
    *(commented(f"text {n}", comment_id=str(n), created_at=moment(n)) for n in (1, 2, 3, 4)),
    OURS,
    answered(comment_id="3"),
    reply(ReplyPosted, "POSTED", platform_comment_id="77"),
    comment(CommentHidden, comment_id="1", is_hidden=True),
    comment(CommentDeleted, comment_id="4", by_us=False),
    commented("elsewhere", comment_id="5", media_id="other", created_at=moment(9)),
]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("", ["5", "4", "3", "2", "1", "9"]),
        ("?order=asc", ["9", "1", "2", "3", "4", "5"]),
        ("?unanswered=true", ["5", "1"]),
        ("?unanswered=false", ["3", "2"]),
        (f"?unanswered=true&media_id={MEDIUM}&account_id={ACCOUNT}", ["1"]),
        ("?hidden=true", ["1"]),
        ("?hidden=false&deleted=false&order=asc", ["9", "2", "3", "5"]),
        ("?deleted=true", ["4"]),
        ("?media_id=other", ["5"]),
        ("?comment_id=2", ["2"]),
        ("?thread_id=2", ["2", "9"]),
        ("?text=TEXT%203", ["3"]),
        ("?from=2026-11-01T12:00:03Z&to=2026-11-01T12:00:09Z", ["4", "3"]),
    ],
)
async def test_comments_are_found_by_every_condition(
    question: str, found: list[str], api: Api, pool: Pool
) -> None:
    await tell(pool, *TOLD)

    rows = (await api.get(f"{ROOT}/comments{question}"))["comments"]

    assert [row["comment_id"] for row in rows] == found


async def test_a_comment_is_shown_with_our_answers_and_where_it_stands(
    api: Api, pool: Pool
) -> None:
    failed = reply(ReplyFailed, "FAILED", code="c", message="Ours.")
    await tell(pool, observed(), commented(), answered(), failed)

    [row] = (await api.get(f"{ROOT}/comments"))["comments"]

    [answer] = row["replies"]
    assert (answer["status"], answer["text"], answer["fail_message"]) == (
        "FAILED",
        "Thanks",
        "Ours.",
    )
    assert (row["is_answered"], row["media_permalink"]) == (False, LINK)


async def test_a_comment_whose_answer_was_deleted_is_unanswered_again(api: Api, pool: Pool) -> None:
    posted = reply(ReplyPosted, "POSTED", platform_comment_id="9")
    ours = commented("Thanks", comment_id="9", parent_id=COMMENT, is_ours=True, by="reply")
    deleted = comment(CommentDeleted, comment_id="9", by_us=True)
    await tell(pool, commented(), answered(), posted, ours)
    before = await api.get(f"{ROOT}/comments?unanswered=true")
    await tell(pool, commented(), answered(), posted, ours, deleted)
    after = await api.get(f"{ROOT}/comments?unanswered=true")

    assert before["comments"] == []
    assert [row["comment_id"] for row in after["comments"]] == [COMMENT]


async def test_a_mention_is_shown_with_our_answer_to_it(api: Api, pool: Pool) -> None:
    of_caption: dict[str, Any] = {"media_id": "99", "comment_id": None}
    caption = answered(to="mention", text="Hi", **of_caption)
    in_comment = answered(to="mention", comment_id="98", media_id="99", reply_id=NEWER)
    await tell(pool, mentioned(), mentioned(**of_caption), caption, in_comment)

    rows = (await api.get(f"{ROOT}/mentions"))["mentions"]

    assert [(row["comment_id"], [one["text"] for one in row["replies"]]) for row in rows] == [
        ("98", ["Thanks"]),
        (None, ["Hi"]),
    ]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("", [3, 2, 1]),
        ("?from=2026-11-02", [3, 2]),
        ("?to=2026-11-02", [1]),
        (f"?account_id={ACCOUNT}&limit=1", [3]),
    ],
)
async def test_an_accounts_numbers_are_told_by_day(
    question: str, found: list[int], api: Api, pool: Pool
) -> None:
    await tell(pool, *(day(f"2026-11-0{n}", n) for n in (1, 2, 3)))

    days = (await api.get(f"{ROOT}/account-insights{question}"))["days"]

    assert [one["metrics"]["reach"] for one in days] == found


@pytest.mark.parametrize("limit", [1, 2, 3, 4])
@pytest.mark.parametrize(
    ("path", "name", "key"),
    [
        ("posts", "posts", "post_id"),
        ("media", "media", "media_id"),
        ("comments", "comments", "comment_id"),
        ("comments?order=asc", "comments", "comment_id"),
        ("mentions", "mentions", "media_id"),
        ("account-insights", "days", "day"),
    ],
)
async def test_pages_show_each_row_once(
    path: str, name: str, key: str, limit: int, api: Api, pool: Pool
) -> None:
    ids = [uuid5(NAMESPACE, str(number)) for number in range(4)]
    story = Story()
    told = [
        event
        for number, post_id in enumerate(ids)
        for event in (
            requested(post_id=post_id),
            observed(media_id=str(number), created_at=moment(number // 2)),
            commented(comment_id=str(number), created_at=moment(number // 2)),
            mentioned(media_id=str(number)),
            day(f"2026-11-0{number + 1}"),
        )
    ]
    await settle(pool, [story.tell(event, 1) for event in told])

    rows = await whole(api, f"{ROOT}/{path}", name, limit)
    [*at_once] = (await api.get(f"{ROOT}/{path}"))[name]

    assert [row[key] for row in rows] == [row[key] for row in at_once]
    assert len({row[key] for row in rows}) == len(rows) == 4


@pytest.mark.parametrize(
    "question",
    [
        "posts?status=PUBLISH_COMPLETE",
        "posts?kind=VIDEO",
        "media?ours=perhaps",
        "comments?order=up",
        "comments?cursor=e30",
        "comments?media_id=%00",
        "account-insights?from=yesterday",
        "mentions?limit=0",
        "inbox?kind=message",
        "inbox?cursor=e30",
    ],
)
async def test_a_question_that_cannot_be_understood_is_422(question: str, api: Api) -> None:
    path = f"{ROOT}/{question}"

    status, body = await api.ask(path, api.signer.headers(connected().user_id))

    assert (status, body["type"]) == (422, "/problems/invalid-request")
