"""An account's posts and stories."""

from collections.abc import Callable
from typing import Literal

from sandbox.instagram.graph.access import account_for
from sandbox.instagram.graph.answers import invalid
from sandbox.instagram.graph.call import Call
from sandbox.instagram.graph.fields import Field, select
from sandbox.instagram.graph.paging import Window, page_of, read_limit
from sandbox.instagram.people import Account
from sandbox.instagram.permissions import READ
from sandbox.instagram.reading.library import Media
from sandbox.instagram.reading.media import NODE, media_view
from sandbox.instagram.reading.times import read

MOST_MEDIA = 10_000
Which = Literal["feed", "stories"]


async def list_media(call: Call, node_id: str) -> object:
    """The newest 10,000 posts, without stories."""
    account = account_for(call, node_id, READ)
    found = _between(call, _shown(call, account, "feed"))
    return _listed(call, account, found, call.window(), call.fields("id"))


async def list_stories(call: Call, node_id: str) -> object:
    """The stories of the last day."""
    account = account_for(call, node_id, READ)
    return _listed(
        call, account, _shown(call, account, "stories"), call.window(), call.fields("id")
    )


def list_field(call: Call, account: Account, which: Which) -> Callable[[Field], object]:
    """The same lists as a field of the account, such as `media.limit(2){caption}`."""

    def listed(wanted: Field) -> object:
        limit = read_limit(wanted.arguments.get("limit"), call.world.switches.page_size)
        window = Window(limit, wanted.arguments.get("after", ""))
        fields = wanted.children or (Field("id"),)
        return _listed(call, account, _shown(call, account, which), window, fields)

    return listed


def _shown(call: Call, account: Account, which: Which) -> list[Media]:
    now = call.world.clock.now()
    own = call.world.content.library.of(account.id)
    return [one for one in own if one.is_listed(now, stories=which == "stories")][:MOST_MEDIA]


def _between(call: Call, found: list[Media]) -> list[Media]:
    since = read("since", call.get("since") or "0")
    until = read("until", call.get("until")) if call.get("until") else float("inf")
    if since > until:
        raise invalid("Param since must be before until")
    return [one for one in found if since <= one.created_at <= until]


def _listed(
    call: Call, account: Account, found: list[Media], window: Window, fields: tuple[Field, ...]
) -> object:
    shown, paging = page_of(found, lambda one: one.id, window)
    views = [media_view(call, account, one) for one in shown]
    return {"data": [select(NODE, view, fields) for view in views], **paging}
