"""Instagram from two Pages to comments and numbers: what the demonstration left behind."""

import hashlib
import hmac
import json

import crm
import pytest
from instagram_demo import ANSWER, InstagramStory
from log import INSTAGRAM_MEDIA, INSTAGRAM_WEBHOOKS, Record
from told import Told

pytestmark = pytest.mark.asyncio(loop_scope="session")
APP_SECRET = b"sandbox-facebook-secret-not-for-production"
PREPARED = {"ContainerCreated", "ContainerStatusObserved"}


@pytest.fixture
def story(told: Told) -> InstagramStory:
    """What was done at Instagram."""
    return told.story.instagram


def records_of(told: Told, story: InstagramStory) -> list[Record]:
    """Give what the journey left in Instagram's topic."""
    return [
        record
        for record in told.records
        if record.topic == INSTAGRAM_MEDIA and record.key.decode() == story.account.account_id
    ]


def deliveries_of(told: Told, story: InstagramStory) -> list[Record]:
    """Give the changes of the body that told of two comments; our own answer is told as well."""
    digest = hashlib.sha256(story.delivery["body"].encode()).hexdigest()
    return [
        record
        for record in told.records
        if record.topic == INSTAGRAM_WEBHOOKS and record.header("batch_sha256") == digest
    ]


async def test_the_account_that_was_not_chosen_is_not_connected(
    told: Told, story: InstagramStory
) -> None:
    rows = await crm.listed(told.visitor.browser, "accounts", "accounts")
    connected = {row["platform_user_id"] for row in rows if row["provider"] == "instagram"}

    assert len(story.owner.accounts) == 2
    assert connected == {story.account.instagram_id}


async def test_each_post_is_at_instagram_once_and_as_it_was_asked_for(
    told: Told, story: InstagramStory
) -> None:
    media = await told.visitor.instagram.media(story.account.instagram_id)
    posts = {one["id"]: one for one in media if not one["parent_id"]}
    posts.pop(story.earlier_id)

    assert posts.keys() == {post.media_id for post in story.posts}
    photo, carousel, reel = (posts[post.media_id] for post in story.posts)
    assert (photo["type"], photo["alt_text"]) == ("IMAGE", "A loaf of bread")
    assert (carousel["type"], len(carousel["children"])) == ("CAROUSEL_ALBUM", 2)
    assert (reel["type"], reel["product"]) == ("VIDEO", "REELS")


async def test_the_picture_is_where_the_user_said(told: Told, story: InstagramStory) -> None:
    containers = await told.visitor.instagram.containers(story.account.instagram_id)
    [of_photo] = [one for one in containers if one["published_as"] == story.photo.media_id]

    assert of_photo["location_id"] == story.place["id"]


async def test_the_story_of_each_post_is_told_once_and_in_order(
    told: Told, story: InstagramStory
) -> None:
    for post in story.posts:
        records = [r for r in records_of(told, story) if r.header("ce_subject") == post.post_id]
        kinds = [record.kind for record in records if record.kind not in PREPARED]
        sequences = [int(record.header("ce_sequence")) for record in records]

        assert kinds == ["MediaRequested", "PublishAttempted", "MediaPublished", "MediaIdentified"]
        assert sequences == sorted(set(sequences))
        assert records[-1].json()["media_id"] == post.media_id


async def test_one_body_of_three_changes_is_three_records_of_two_deliveries(
    told: Told, story: InstagramStory
) -> None:
    records = deliveries_of(told, story)

    assert story.delivery["fields"] == ["comments"] * 3
    assert len({record.header("pointer") for record in records}) == len(records) == 3
    assert len({record.header("external_id") for record in records}) == 2
    assert len({record.header("ce_id") for record in records}) == 2
    assert {record.key.decode() for record in records} == {story.account.instagram_id}


async def test_each_record_holds_its_change_alone_and_the_signature_of_the_whole(
    told: Told, story: InstagramStory
) -> None:
    body = story.delivery["body"].encode()
    signature = f"sha256={hmac.new(APP_SECRET, body, hashlib.sha256).hexdigest()}"
    sent = [
        (entry["id"], change) for entry in json.loads(body)["entry"] for change in entry["changes"]
    ]
    kept = []
    for record in deliveries_of(told, story):
        [entry] = record.json()["entry"]
        [change] = entry["changes"]
        kept.append((entry["id"], change))
        assert record.header("signature") == signature

    assert sorted(kept, key=str) == sorted(sent, key=str)


async def test_the_crm_shows_each_delivery_once(told: Told, story: InstagramStory) -> None:
    path = f"webhook-events?account_id={story.account.account_id}&limit=500"
    rows = await crm.listed(told.visitor.browser, path, "webhook_events")
    sent = {record.header("external_id") for record in deliveries_of(told, story)}
    shown = [row for row in rows if row["external_id"] in sent]

    assert {row["external_id"] for row in shown} == sent
    assert len(shown) == len(sent) == 2
    assert {row["verdict"] for row in shown} == {"verified"}


async def test_the_answer_stands_below_the_comment_at_instagram_and_in_the_crm(
    told: Told, story: InstagramStory
) -> None:
    question, _ = story.comment_ids
    known = await told.visitor.instagram.comment_of(story.reply["platform_comment_id"])
    path = f"instagram/comments?comment_id={question}"
    [row] = await crm.listed(told.visitor.browser, path, "comments")

    assert (known["parent_id"], known["text"]) == (question, ANSWER)
    assert row["is_answered"]
    assert [one["text"] for one in row["replies"]] == [ANSWER]


async def test_the_answer_was_sent_once(told: Told, story: InstagramStory) -> None:
    found = await told.visitor.instagram.comments(story.photo.media_id)

    assert len([one for one in found if one["text"] == ANSWER]) == 1


async def test_a_comment_names_the_webhook_that_caused_it(
    told: Told, story: InstagramStory
) -> None:
    ids = {record.header("ce_id") for record in deliveries_of(told, story)}
    received = [
        record
        for record in records_of(told, story)
        if record.kind == "CommentReceived"
        and record.json()["comment_id"] in story.comment_ids
        and record.json()["by"] == "webhook"
    ]

    assert {record.header("ce_causationid") for record in received} == ids
    assert len(received) == 2
