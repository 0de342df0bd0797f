"""What happened, and who of the subscribed is told."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.instagram.graph.call import Side
from sandbox.instagram.login.tokens import Grant
from sandbox.instagram.people import Account
from sandbox.instagram.permissions import SAME
from sandbox.instagram.reading.library import Comment, Mention
from sandbox.instagram.webhooks.subscriptions import ADVANCED_ONLY, MESSAGING, NEEDED

if TYPE_CHECKING:
    from sandbox.instagram.world import World

Json = dict[str, object]
TEST_ID = "0"
PAGES = "pages_manage_metadata"


@dataclass(frozen=True)
class Change:
    """One update about an account; messages stand in a list of their own."""

    side: Side
    account_id: str
    field: str
    value: Json
    is_message: bool = False


def tell_comment(world: "World", comment: Comment) -> None:
    """Tell of a new comment, also of one's own."""
    media = world.content.library.media.get(comment.media_id)
    account = world.content.people.accounts.get(media.account_id if media else "")
    if media is None or account is None:
        return
    about: Json = {"id": media.parent_id or media.id, "media_product_type": media.product}
    for side in sides_told(world, account, "comments"):
        value = _comment_value(world, comment, about, side)
        announce(world, Change(side, account.id, "comments", value))
        if world.switches.ad_duplicate:
            ad: Json = {"ad_id": "120210000000000001", "ad_title": "Boosted", **about}
            announce(world, Change(side, account.id, "comments", {**value, "media": ad}))


def _comment_value(world: "World", comment: Comment, media: Json, side: Side) -> Json:
    author: Json = {"id": comment.author_id, "username": comment.author}
    if side == "instagram" and not world.switches.comment_from_id:
        del author["id"]
    value: Json = {
        world.switches.comment_id_key: comment.id,
        "text": comment.text,
        "from": author,
        "media": media,
    }
    return {**value, "parent_id": comment.parent_id} if comment.parent_id else value


def tell_mention(world: "World", mention: Mention) -> None:
    """Tell that another has named the account."""
    value: Json = {"media_id": mention.media_id}
    if mention.comment_id:
        value["comment_id"] = mention.comment_id
    _tell(world, mention.account_id, "mentions", value)


def tell_story_insights(world: "World", account_id: str, value: Json) -> None:
    """Tell the last numbers of a story; those under 5 come as -1."""
    fewest = 5
    told = {k: -1 if isinstance(n, int) and n < fewest else n for k, n in value.items()}
    _tell(world, account_id, "story_insights", told)


def tell_message(world: "World", account_id: str, value: Json) -> None:
    """Tell of a direct message."""
    _tell(world, account_id, "messages", value)


def _tell(world: "World", account_id: str, name: str, value: Json) -> None:
    account = world.content.people.accounts[account_id]
    for side in sides_told(world, account, name):
        announce(world, Change(side, account_id, name, value, is_message=name in MESSAGING))


def announce(world: "World", change: Change) -> None:
    """Start the deliveries of a change, as the switches say."""
    world.content.deliveries.announce(change)


def sides_told(world: "World", account: Account, name: str) -> Iterator[Side]:
    """The apps to which the field is delivered: every precondition must hold."""
    subscriptions, switches = world.content.subscriptions, world.switches
    may_be_told = switches.live and account.is_public and account.is_professional
    if name in ADVANCED_ONLY:
        may_be_told = may_be_told and switches.access == "advanced"
    sides: tuple[Side, ...] = ("facebook", "instagram")
    for side in sides:
        app = subscriptions.apps.get(side)
        if (
            may_be_told
            and app
            and name in app.fields
            and _is_subscribed(world, account, side, name)
        ):
            yield side


def _is_subscribed(world: "World", account: Account, side: Side, name: str) -> bool:
    content, needed = world.content, NEEDED[name]
    subscribed = bool(content.subscriptions.accounts.get((side, account.id)))
    if side == "instagram":
        grant = content.grants.of(account.id)
        return subscribed and _allows(grant, account, SAME.get(needed, needed))
    page = content.people.page_of(account.id)
    page_too = bool(page and content.subscriptions.pages.get(page.id))
    grants = [content.grants.of(one.id) for one in content.people]
    return any(
        (subscribed and _allows(grant, account, needed))
        or (page_too and _allows(grant, account, needed) and _allows(grant, account, PAGES))
        for grant in grants
    )


def _allows(grant: Grant | None, account: Account, permission: str) -> bool:
    """Whether a living grant covers the account with the permission."""
    if grant is None or account.id not in grant.account_ids:
        return False
    return permission in grant.granted()
