"""`GET /{media}/insights`: one bad metric fails the whole call."""

from sandbox.instagram.graph.answers import GraphRefused, Wording, invalid
from sandbox.instagram.graph.call import Call
from sandbox.instagram.people import Account
from sandbox.instagram.permissions import INSIGHTS
from sandbox.instagram.reading.counters import count
from sandbox.instagram.reading.library import DAY, Media
from sandbox.instagram.reading.media import media_for
from sandbox.instagram.reading.metrics import (
    FACEBOOK_ONLY,
    IMPRESSIONS_END,
    MEDIA_BREAKDOWNS,
    MEDIA_METRICS,
)

FEWEST_VIEWERS = 5
BEFORE_CONVERSION = 2108006
MOST = {"views": 4000, "reach": 2500, "ig_reels_video_view_total_time": 9_000_000}


async def media_insights(call: Call, node_id: str) -> object:
    """The wanted metrics, each with its lifetime value; early there is nothing."""
    account, media = media_for(call, node_id, INSIGHTS)
    names = _names(call)
    for place, name in enumerate(names):
        _check_metric(call, media, place, name)
    breakdown = call.get("breakdown")
    if breakdown and any(MEDIA_BREAKDOWNS.get(name, ("",))[0] != breakdown for name in names):
        raise GraphRefused(1, "An unknown error has occurred.")
    _check_media(account, media)
    age = call.world.clock.now() - media.created_at
    if age < call.world.switches.insights_delay or (media.product == "STORY" and age > DAY):
        return {"data": []}
    return {"data": [_item(call, media, name, breakdown) for name in names]}


def _names(call: Call) -> list[str]:
    return [name.strip() for name in call.need("metric").split(",") if name.strip()]


def _known(call: Call) -> list[str]:
    is_login = call.side == "instagram"
    return sorted(name for name in MEDIA_METRICS if not (is_login and name in FACEBOOK_ONLY))


def _check_metric(call: Call, media: Media, place: int, name: str) -> None:
    known = _known(call)
    if name not in known:
        raise invalid(f"metric[{place}] must be one of the following values: {', '.join(known)}")
    if media.product not in MEDIA_METRICS[name]:
        raise invalid(
            f"The Media Insights API does not support the {name} metric for this media product "
            "type."
        )
    if name == "impressions" and media.created_at >= IMPRESSIONS_END:
        raise invalid(
            "Starting from version 22 and above, the impressions metric is no longer supported for "
            "the queried media."
        )
    if name == "facebook_views":
        raise invalid("The media is not shared to Facebook.")


def _check_media(account: Account, media: Media) -> None:
    if media.parent_id:
        raise invalid("There are no insights of carousel items.")
    if media.created_at < account.converted_at:
        text = "Media posted before the account was a professional one has no insights."
        title = "Media posted before business account conversion"
        wording = Wording(title=title, text=text, data={})
        raise GraphRefused(100, "Invalid parameter", BEFORE_CONVERSION, wording)
    too_few = media.viewers is not None and media.viewers < FEWEST_VIEWERS
    if media.product == "STORY" and too_few:
        raise GraphRefused(10, "(#10) Not enough viewers for the media to show insights")


def _item(call: Call, media: Media, name: str, breakdown: str) -> dict[str, object]:
    value = _value(call, media, name)
    title = name.replace("_", " ").capitalize()
    item: dict[str, object] = {
        "name": name,
        "period": "lifetime",
        "values": [{"value": value}],
        "title": title,
        "description": f"{title} of the media.",
        "id": f"{media.id}/insights/{name}/lifetime",
    }
    if breakdown:
        _, kinds = MEDIA_BREAKDOWNS[name]
        results = [{"dimension_values": [kind], "value": value // len(kinds)} for kind in kinds]
        item["total_value"] = {
            "value": value,
            "breakdowns": [{"dimension_keys": [breakdown], "results": results}],
        }
    return item


def _value(call: Call, media: Media, name: str) -> int:
    if name in ("comments", "total_comments"):
        return len(call.world.content.library.comments_of(media.id))
    age = call.world.clock.now() - media.created_at
    what = "likes" if name in ("likes", "total_likes") else name
    seed = call.world.switches.counter_seed
    return count(seed, f"{media.id}/{what}", MOST.get(name, 300), age)
