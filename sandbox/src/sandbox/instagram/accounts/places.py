"""Pages that are places, for the location of a post."""

from collections.abc import Mapping

from sandbox.instagram.graph.answers import GraphRefused, invalid
from sandbox.instagram.graph.call import Call
from sandbox.instagram.graph.fields import ABSENT, View, always, select
from sandbox.instagram.graph.paging import page_of
from sandbox.instagram.graph.tokens import check_proof, token_of
from sandbox.instagram.login.introspection import is_app

Location = Mapping[str, object]
OLD_HARBOUR: Location = {
    "city": "Varberg",
    "country": "Sweden",
    "latitude": 57.1056,
    "longitude": 12.2508,
    "street": "Hamnplan 1",
    "zip": "43244",
}
MARKET: Location = {"city": "Lund", "country": "Sweden", "latitude": 55.7, "longitude": 13.19}
PLACES: Mapping[str, tuple[str, Location | None]] = {
    "100000000000301": ("Old Harbour", OLD_HARBOUR),
    "100000000000302": ("Harbour Fans", None),
    "100000000000303": ("Harbour Market", MARKET),
    "100000000000304": ("Harbour Street", {"city": "Malmö", "country": "Sweden"}),
}


def has_coordinates(place_id: str) -> bool:
    """Whether a Page can be the location of a post."""
    _, location = PLACES.get(place_id, ("", None))
    return bool(location and "latitude" in location)


async def search_pages(call: Call, _: str) -> object:
    """Pages by name; what must be proved is a switch."""
    wish = call.world.switches.places
    asks_as_app = is_app(call)
    if not asks_as_app:
        token_of(call)
    is_proved = asks_as_app or check_proof(call, call.token_value)
    if wish == "feature_missing":
        raise GraphRefused(
            100,
            "(#100) Object does not exist, cannot be loaded due to missing permission or "
            "reviewable feature, or does not support this operation. This endpoint requires the "
            "'pages_read_engagement' permission or the 'Page Public Content Access' feature.",
        )
    if wish == "proof" and not is_proved:
        raise invalid(
            "Page Public Metadata Access requires either app secret proof or an app token"
        )
    words = call.need("q").lower()
    found = [one for one, (name, _) in PLACES.items() if words in name.lower()]
    shown, paging = page_of(found, str, call.window())
    fields = call.fields("id,name")
    return {"data": [select("Page", _view(one), fields) for one in shown], **paging}


def _view(place_id: str) -> View:
    name, location = PLACES[place_id]
    return {
        "id": always(place_id),
        "name": always(name),
        "location": always(location or ABSENT),
        "link": always(f"https://www.facebook.com/{place_id}"),
    }
