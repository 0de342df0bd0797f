"""Instagram's part of the demonstration: from two Pages to comments, numbers and rows."""

from dataclasses import dataclass

import crm
from control import Json
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
class InstagramStory:
    """What was done at Instagram, for whoever wants to look closer."""

    owner: Owner
    account: InstagramAccount
    photo: InstagramPost
    carousel: InstagramPost
    reel: InstagramPost
    place: Json
    delivery: Json
    comment_ids: tuple[str, str]
    reply: Json
    rows: list[Row]

    @property
    def posts(self) -> tuple[InstagramPost, ...]:
        """The three posts."""
        return self.photo, self.carousel, self.reel


async def show_instagram(visitor: Visit, first_step: int, say: Say) -> InstagramStory:
    """Go the whole way; raises `Missing` where something is not as promised."""
    steps = iter(range(first_step, first_step + 5))

    def step(text: str) -> None:
        say(f"{next(steps)}  {text}")

    def detail(text: str) -> None:
        say(f"   {text}")

    step("connecting Instagram, by one of two Pages")
    owner = await new_owner(visitor.instagram, pages=2)
    account = await connect_one_of(visitor, owner, list(owner.accounts)[1], detail)
    detail(f"CONNECTED: account {account.account_id}, Instagram user {account.instagram_id}")
    step("a picture with a place, a carousel and a reel")
    place = await find_place(visitor.browser, account, "harbour")
    photo, carousel, reel = await _publish(visitor, account, place, detail)
    step("two comments in one body, the second of them twice")
    delivery, comment_ids = await _hear(visitor, account, photo, detail)
    reply = await _moderate(visitor, account, comment_ids, detail)
    step("numbers")
    await _see_numbers(visitor, account, reel, detail)
    step("what the CRM knows of Instagram, and where in the log it has it from")
    rows = await _rows(visitor, account, (photo, carousel, reel), comment_ids)
    await show_rows(visitor.addresses, rows, detail)
    return InstagramStory(
        owner, account, photo, carousel, reel, place, delivery, comment_ids, reply, rows
    )


async def _publish(
    visitor: Visit, account: InstagramAccount, place: Json, say: Say
) -> list[InstagramPost]:
    """Publish all three side by side."""
    browser, instagram = visitor.browser, visitor.instagram
    pictures = [{"image_url": await picture(instagram)} for _ in range(3)]
    single = {"media": [{**pictures[0], "alt_text": "A loaf of bread"}], "caption": "Fresh #bread"}
    wishes = (
        {"kind": "IMAGE", "location_id": place["id"], **single},
        {"kind": "CAROUSEL", "media": pictures[1:], "caption": "Two loaves"},
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


async def _see_numbers(
    visitor: Visit, account: InstagramAccount, reel: InstagramPost, say: Say
) -> None:
    async def look() -> Json | None:
        found = await crm.listed(visitor.browser, _media_of(account), "media")
        rows = [one for one in found if one["media_id"] == reel.media_id and one["metrics"]]
        return rows[0] if rows else None

    row = await until("numbers of the reel in the CRM", look, 60)
    told = ", ".join(f"{name} {number}" for name, number in sorted(row["metrics"].items()))
    say(f"the reel: {told}")


async def _rows(
    visitor: Visit,
    account: InstagramAccount,
    posts: tuple[InstagramPost, ...],
    comment_ids: tuple[str, str],
) -> list[Row]:
    """Give the rows of the account, the posts, their media and the comments."""
    browser = visitor.browser
    accounts = await crm.listed(browser, "instagram/accounts", "accounts")
    owned = next(one for one in accounts if one["account_id"] == account.account_id)
    rows = [Row("account", account.account_id, owned, "ig_accounts", "account_id")]
    path = f"instagram/posts?account_id={account.account_id}"
    told = {one["post_id"]: one for one in await crm.listed(browser, path, "posts")}
    rows += [Row("post", p.post_id, told[p.post_id], "ig_posts", "post_id") for p in posts]
    media = {one["media_id"]: one for one in await crm.listed(browser, _media_of(account), "media")}
    rows += [Row("medium", p.media_id, media[p.media_id], "ig_media", "ig_id") for p in posts]
    comments = await wait_for_comments(browser, account, comment_ids)
    rows += [Row("comment", c["comment_id"], c, "ig_comments", "ig_id") for c in comments]
    return rows


def _media_of(account: InstagramAccount) -> str:
    return f"instagram/media?account_id={account.account_id}"
