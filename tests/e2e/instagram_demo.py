"""Instagram's part of the demonstration: from two Pages to comments, numbers and rows."""

from collections.abc import Sequence
from dataclasses import dataclass

import crm
from control import Json
from instagram_assets import photo, upload_photo
from instagram_comments import answer, comments_in_one_body, hide, wait_for_comments
from instagram_connecting import InstagramAccount, connect_one_of, wait_until_told
from instagram_control import Owner, new_owner
from instagram_posting import (
    InstagramPost,
    begin,
    clip,
    find_place,
    picture,
    wait_until_published,
)
from journey import Say, Visit
from lineage import Row, show_rows
from waiting import require, until

ANSWER = "Every morning from six."


@dataclass(frozen=True)
class Connected:
    """An account that was chosen of two, and what its owner had posted without Postlog."""

    owner: Owner
    account: InstagramAccount
    earlier_id: str


@dataclass(frozen=True)
class InstagramStory:
    """What was done at Instagram, for whoever wants to look closer."""

    owner: Owner
    account: InstagramAccount
    earlier_id: str
    place: Json
    asset_id: str
    """The file of the picture, as it was uploaded to Postlog."""
    posts: Sequence[InstagramPost]
    """A picture, a carousel and a reel."""
    delivery: Json
    comment_ids: tuple[str, str]
    reply: Json

    @property
    def photo(self) -> InstagramPost:
        """The post that was commented on."""
        return self.posts[0]


async def connect_instagram(visitor: Visit, say: Say) -> Connected:
    """Connect the second of somebody's two accounts."""
    owner = await new_owner(visitor.instagram, pages=2)
    username = list(owner.accounts)[1]
    earlier_id = await visitor.instagram.post_in_app(username, "From before")
    account = await connect_one_of(visitor, owner, username, say)
    say(f"CONNECTED: account {account.account_id}, Instagram user {account.instagram_id}")
    return Connected(owner, account, earlier_id)


async def show_posts(
    visitor: Visit, account: InstagramAccount, say: Say
) -> tuple[Json, str, list[InstagramPost]]:
    """Publish three kinds of posts, one of them at a place and of an uploaded file."""
    place = await find_place(visitor.browser, account, "harbour")
    asset = await upload_photo(visitor.browser, "loaf.jpg", photo())
    say(f"uploaded {asset['name']}, {asset['width']} x {asset['height']}, {asset['size']:,} bytes")
    asset_id = asset["asset_id"]
    return place, asset_id, await _publish(visitor, account, place, asset_id, say)


async def show_comments(
    visitor: Visit, account: InstagramAccount, photo: InstagramPost, say: Say
) -> tuple[Json, tuple[str, str], Json]:
    """Hear of two comments, answer the first, hide the second."""
    delivery, comment_ids = await _hear(visitor, account, photo, say)
    return delivery, comment_ids, await _moderate(visitor, account, comment_ids, say)


async def show_numbers(visitor: Visit, connected: Connected, say: Say) -> None:
    """See the numbers of a post from before Postlog."""
    account, media_id = connected.account, connected.earlier_id

    async def look() -> Json | None:
        row = await _medium(visitor, account, media_id)
        return row if row and row["metrics"] else None

    row = await until("numbers of an earlier post in the CRM", look, 90)
    numbers = {name: number for name, number in row["metrics"].items() if number is not None}
    told = ", ".join(f"{name} {number:g}" for name, number in sorted(numbers.items()))
    say(f"a post from before Postlog: {told}")


async def show_instagram_rows(visitor: Visit, story: InstagramStory, say: Say) -> None:
    """Show the CRM's rows, and that their events stand where they say."""
    account = story.account
    rows = [
        *await _rows_of_account(visitor, account, story.earlier_id),
        *await _rows_of_posts(visitor, account, story.posts),
        *await _rows_of_comments(visitor, account, story.comment_ids),
    ]
    await show_rows(visitor.addresses, rows, say)


async def _publish(
    visitor: Visit, account: InstagramAccount, place: Json, asset_id: str, say: Say
) -> list[InstagramPost]:
    """Publish all three side by side."""
    browser, instagram = visitor.browser, visitor.instagram
    item = {"asset_id": asset_id, "alt_text": "A loaf of bread"}
    pictures = [{"image_url": await picture(instagram)} for _ in range(2)]
    single = {"media": [item], "caption": "Fresh #bread"}
    wishes = (
        {"kind": "IMAGE", "location_id": place["id"], **single},
        {"kind": "CAROUSEL", "media": pictures, "caption": "Two loaves"},
        {
            "kind": "REELS",
            "media": [{"video_url": await clip(instagram)}],
            "caption": "How it rises",
        },
    )
    begun = [await begin(browser, account, **wish) for wish in wishes]
    posts = [await wait_until_published(browser, post_id) for post_id in begun]
    for wish, post in zip(wishes, posts, strict=True):
        say(f"{wish['kind']}: PUBLISHED as {post.media_id}, {post.permalink}")
    say(f"the picture's place is {place['name']}")
    return posts


async def _hear(
    visitor: Visit, account: InstagramAccount, photo: InstagramPost, say: Say
) -> tuple[Json, tuple[str, str]]:
    await wait_until_told(visitor, account)
    delivery, comment_ids = await comments_in_one_body(
        visitor, photo.media_id, "When do you open?", "Buy followers here"
    )
    statuses = ", ".join(str(attempt["status"]) for attempt in delivery["attempts"])
    say(f"one signed body with {len(delivery['fields'])} changes: {statuses}")
    rows = await wait_for_comments(visitor.browser, account, comment_ids)
    say(f"comments in the CRM: {', '.join(repr(row['text']) for row in rows)}")
    return delivery, comment_ids


async def _moderate(
    visitor: Visit, account: InstagramAccount, comment_ids: tuple[str, str], say: Say
) -> Json:
    question, spam = comment_ids
    reply = await answer(visitor.browser, question, ANSWER)
    say(f"answered the first, which Instagram has as {reply['platform_comment_id']}")
    await hide(visitor.browser, account, spam)
    known = await visitor.instagram.comment_of(spam)
    require(known["is_hidden"], "the second comment hidden at Instagram")
    say("hid the second, at Instagram too")
    return reply


async def _medium(visitor: Visit, account: InstagramAccount, media_id: str) -> Json | None:
    path = f"instagram/media?account_id={account.account_id}"
    found = await crm.listed(visitor.browser, path, "media")
    return next((one for one in found if one["media_id"] == media_id), None)


async def _rows_of_account(visitor: Visit, account: InstagramAccount, media_id: str) -> list[Row]:
    accounts = await crm.listed(visitor.browser, "instagram/accounts", "accounts")
    owned = next(one for one in accounts if one["account_id"] == account.account_id)
    medium = await _medium(visitor, account, media_id)
    return [
        Row("account", account.account_id, owned, "ig_accounts", "account_id"),
        Row("medium", media_id, medium or {}, "ig_media", "ig_id"),
    ]


async def _rows_of_posts(
    visitor: Visit, account: InstagramAccount, posts: Sequence[InstagramPost]
) -> list[Row]:
    path = f"instagram/posts?account_id={account.account_id}"

    async def look() -> list[Json] | None:
        told = {one["post_id"]: one for one in await crm.listed(visitor.browser, path, "posts")}
        rows = [told[post.post_id] for post in posts if post.post_id in told]
        return rows if [row["permalink"] for row in rows] == [p.permalink for p in posts] else None

    rows = await until("the posts in the CRM", look)
    return [Row("post", row["post_id"], row, "ig_posts", "post_id") for row in rows]


async def _rows_of_comments(
    visitor: Visit, account: InstagramAccount, comment_ids: Sequence[str]
) -> list[Row]:
    rows = await wait_for_comments(visitor.browser, account, comment_ids)
    return [Row("comment", row["comment_id"], row, "ig_comments", "ig_id") for row in rows]
