"""Postlog at work, from sign-up to CRM: each line is something that was seen to happen.

Exits 0 only if everything that it promises was seen; else one line says what was missing.
"""

import argparse
import asyncio
import json
import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import crm
import psycopg
from addresses import Addresses
from aiokafka.errors import KafkaError
from browser import Person, sign_up
from connecting import Refreshed, connect, refresh_before_expiry
from control import Json
from instagram_demo import (
    Connected,
    InstagramStory,
    connect_instagram,
    show_comments,
    show_instagram_rows,
    show_numbers,
    show_posts,
)
from journey import Account, Post, Say, Visit, new_creator, visit
from lineage import PLACE, Row, show_rows
from posting import appended, publish, settled, wait_until_appended, webhooks_out_of_order
from rows import as_table
from upload import Video
from waiting import Missing, require

VIDEO_BYTES = 70_000_007
CUT_IN_CHUNK = 3
SMALL_VIDEO_BYTES = 55_009
SHORT_LIFE_SECONDS = 30
UNREACHABLE = (aiohttp.ClientError, KafkaError, psycopg.OperationalError, OSError)


@dataclass(frozen=True)
class Story:
    """What the demonstration did, for whoever wants to look closer."""

    person: Person
    creator: Json
    account: Account
    post: Post
    small: Post
    refreshed: Refreshed
    instagram: InstagramStory


async def show(visitor: Visit, say: Say) -> Story:
    """Go the whole way; raises `Missing` where something is not as promised."""
    refused = len(await visitor.control.requests(status="401"))
    person = await _sign_up(visitor, say)
    creator = await new_creator(visitor.control)
    account = await _connect(visitor, creator, say)
    connected = await _connect_instagram(visitor, say)
    post = await _publish(visitor, account, say)
    refreshed = await _refresh(visitor, creator, say)
    small = await _publish_with_new_token(visitor, account, say)
    refusals = len(await visitor.control.requests(status="401")) - refused
    require(refusals == 0, f"no 401 from TikTok, but {refusals}")
    say("   TikTok answered no request of this whole way with 401")
    instagram = await _instagram(visitor, connected, say)
    await _show_crm(visitor, account, [post, small], say)
    say("   the same of Instagram")
    await show_instagram_rows(visitor, instagram, indented(say))
    return Story(person, creator, account, post, small, refreshed, instagram)


async def _sign_up(visitor: Visit, say: Say) -> Person:
    person = await sign_up(visitor.browser)
    say(f"1  signed up as {person.email}, user {person.user_id}")
    return person


async def _connect(visitor: Visit, creator: Json, say: Say) -> Account:
    say("2  connecting TikTok")
    account = await connect(visitor, creator, indented(say))
    say(f"   CONNECTED: account {account.account_id}, TikTok user {account.open_id}")
    return account


async def _connect_instagram(visitor: Visit, say: Say) -> Connected:
    say("3  connecting Instagram, by one of two Pages")
    return await connect_instagram(visitor, indented(say))


async def _publish(visitor: Visit, account: Account, say: Say) -> Post:
    say(f"4  uploading {VIDEO_BYTES:,} bytes")
    video = Video(account.account_id, VIDEO_BYTES)
    switches = visitor.control.switched(webhook_hold=True, webhook_duplicates=2)
    async with switches:
        post = await publish(
            visitor, account, video, "PUBLIC_TO_EVERYONE", CUT_IN_CHUNK, indented(say)
        )
        say(f"   SHA-256 at TikTok equals the source's: {post.uploaded.sha256}")
        say(f"5  TikTok tells about {post.publish_id}, twice each and the newest first")
        deliveries = await webhooks_out_of_order(visitor, post)
    for one in sorted(deliveries, key=lambda one: str(one["attempts"][0]["time"])):
        answers = ", ".join(str(attempt["status"]) for attempt in one["attempts"])
        say(f"   {one['event']}: {answers}")
    await _see_it_public(visitor, post, say)
    return post


async def _see_it_public(visitor: Visit, post: Post, say: Say) -> None:
    status = await settled(visitor.browser, post, public=True)
    say(f"   {status['status']}: {status['message']} Public post {', '.join(status['post_ids'])}")
    await wait_until_appended(visitor, post, 4)
    say(f"   {len(appended(visitor.log, post))} signed webhooks in webhooks.tiktok.v1")


async def _refresh(visitor: Visit, creator: Json, say: Say) -> Refreshed:
    say("6  a token near its expiry")
    refreshed = await refresh_before_expiry(visitor, creator, SHORT_LIFE_SECONDS, indented(say))
    ahead = (refreshed.old_expiry - refreshed.at).total_seconds()
    require(refreshed.calls == 1, f"one refresh call, not {refreshed.calls}")
    say(
        f"   refreshed {ahead:.1f} s before its end by one call; token version"
        f" {refreshed.token_version} ends at {refreshed.new_expiry:%Y-%m-%d %H:%M:%S}"
    )
    return refreshed


async def _publish_with_new_token(visitor: Visit, account: Account, say: Say) -> Post:
    video = Video(f"small {account.account_id}", SMALL_VIDEO_BYTES)
    post = await publish(visitor, account, video, "SELF_ONLY")
    status = await settled(visitor.browser, post, public=False)
    say(f"   a private post of {video.size:,} bytes with the new token: {status['status']}")
    return post


async def _instagram(visitor: Visit, connected: Connected, say: Say) -> InstagramStory:
    account, detail = connected.account, indented(say)
    say("7  a picture with a place, a carousel and a reel to Instagram")
    place, asset_id, posts = await show_posts(visitor, account, detail)
    say("8  Instagram tells of two comments in one body, of the second one twice")
    delivery, comment_ids, reply = await show_comments(visitor, account, posts[0], detail)
    say("9  numbers from Instagram")
    await show_numbers(visitor, connected, detail)
    return InstagramStory(
        connected.owner,
        account,
        connected.earlier_id,
        place,
        asset_id,
        posts,
        delivery,
        comment_ids,
        reply,
    )


async def _show_crm(visitor: Visit, account: Account, posts: list[Post], say: Say) -> None:
    say("10  what the CRM knows, and where in the log it has it from")
    rows = await _crm_rows(visitor, account, posts)
    await show_rows(visitor.addresses, rows, indented(say))
    say("   the account's timeline")
    timeline = await crm.listed(
        visitor.browser, f"accounts/{account.account_id}/timeline?limit=500", "events"
    )
    told = [
        (e["time"][11:23], e["type"], e["sequence"], *(e[name] for name in PLACE)) for e in timeline
    ]
    for line in as_table(("time", "type", "sequence", *PLACE), told):
        say(f"   {line}")


async def _crm_rows(visitor: Visit, account: Account, posts: list[Post]) -> list[Row]:
    """Give the rows of the account, its posts and the first post's webhooks."""
    browser = visitor.browser
    row = await crm.account_row(browser, account)
    require(row, "the account's row in the CRM")
    rows = [Row("account", account.account_id, row or {}, "oauth_accounts", "account_id")]
    for post in posts:
        found = await crm.wait_for_post(browser, post, public=post is posts[0])
        rows.append(Row("post", post.post_id, found, "tiktok_posts", "post_id"))
    deliveries = await crm.wait_for_webhooks(browser, posts[0], 2)
    for one in deliveries:
        rows.append(Row("webhook", one["external_id"], one, "webhook_events", "external_id"))
    return rows


def indented(say: Say) -> Say:
    """Say something as part of a step."""
    return lambda text: say(f"   {text}")


@contextmanager
def _told(begun: float) -> Iterator[None]:
    yield
    print(f"\neverything was seen, in {time.monotonic() - begun:.0f} s", flush=True)


async def demonstrate(addresses: Addresses) -> Story:
    """Show everything, a line for each thing seen."""
    with _told(time.monotonic()):
        async with visit(addresses) as visitor:
            return await show(visitor, lambda text: print(text, flush=True))


def main() -> int:
    """Run the demonstration against the stack whose addresses are given."""
    parser = argparse.ArgumentParser(prog="demo.py", description=__doc__)
    parser.add_argument(
        "--stack-json", type=Path, help="addresses as the stack wrote them; else the environment's"
    )
    parser.add_argument("--visitor", type=Path, help="write down here as whom to sign in")
    options = parser.parse_args()
    path = options.stack_json
    # What it says of its connections is no step of the demonstration.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    try:
        addresses = Addresses.read(path) if path else Addresses.from_environment()
        story = asyncio.run(demonstrate(addresses))
        if options.visitor:
            known = {"email": story.person.email, "password": story.person.password}
            options.visitor.write_text(json.dumps(known))
    except Missing as missing:
        print(f"demo: missing: {missing}", file=sys.stderr)
        return 1
    except (*UNREACHABLE, ValueError) as error:
        print(f"demo: {type(error).__name__}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
