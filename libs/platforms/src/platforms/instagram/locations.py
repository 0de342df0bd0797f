"""Looking for a place to post with: a Facebook Page that has coordinates.

https://developers.facebook.com/documentation/pages-api/search-pages
"""

from collections.abc import Mapping

from platforms.instagram.app import InstagramApp
from platforms.instagram.envelope import read_object
from platforms.instagram.requests import get
from platforms.protocol import Parsed, PlatformId, Request, Text


class Place(Parsed):
    """Where a Page is."""

    city: Text = ""
    country: Text = ""
    street: Text = ""
    latitude: float | None = None
    longitude: float | None = None


class Location(Parsed):
    """A Page that was found; only one with coordinates may be a post's location."""

    id: PlatformId
    name: Text = ""
    link: Text = ""
    location: Place | None = None

    @property
    def is_usable(self) -> bool:
        """Tell a Page that a post may name."""
        place = self.location
        return place is not None and place.latitude is not None and place.longitude is not None


class _Locations(Parsed):
    data: tuple[Location, ...]


def search_request(app: InstagramApp, token: str, text: str) -> Request:
    """Look for Pages by name; apps without Meta's feature for it are refused."""
    return get(app, token, app.path("pages", "search"), q=text, fields="id,name,location,link")


def read_usable(status: int, headers: Mapping[str, str], body: bytes) -> tuple[Location, ...]:
    """Give the Pages that a post may name."""
    found = read_object(_Locations, status, headers, body).data
    return tuple(location for location in found if location.is_usable)
