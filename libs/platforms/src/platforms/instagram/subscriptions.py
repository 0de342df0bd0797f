"""What Meta sends webhooks about: an account is switched on once, the fields are the app's.

https://developers.facebook.com/documentation/instagram-platform/webhooks
"""

from collections.abc import Mapping

from platforms.instagram.app import InstagramApp
from platforms.instagram.envelope import read_object
from platforms.instagram.requests import Parameter, get, post
from platforms.protocol import Parsed, Request

# With Facebook Login a Page is subscribed, and Pages know none of Instagram's fields.
PAGE_FIELDS = "feed"
ACCOUNT_FIELDS = "comments,mentions,story_insights"


class Subscriber(Parsed):
    """An app that is subscribed."""

    id: str = ""
    subscribed_fields: tuple[str, ...] = ()


class _Subscribers(Parsed):
    data: tuple[Subscriber, ...]


def subscribe_request(app: InstagramApp, token: str, node_id: str) -> Request:
    """Switch webhooks on: for the Page (with its token), or for the account without a Page."""
    fields = PAGE_FIELDS if app.login == "facebook" else ACCOUNT_FIELDS
    parameters: dict[str, Parameter] = {"subscribed_fields": fields}
    return post(app, token, app.path(node_id, "subscribed_apps"), **parameters)


def subscribers_request(app: InstagramApp, token: str, node_id: str) -> Request:
    """Ask whether webhooks are on."""
    return get(app, token, app.path(node_id, "subscribed_apps"))


def read_is_subscribed(
    app: InstagramApp, status: int, headers: Mapping[str, str], body: bytes
) -> bool:
    """Tell whether our app is subscribed: only ours is shown to us; an account, to each field."""
    told = read_object(_Subscribers, status, headers, body).data
    if app.login == "facebook":
        return bool(told)
    fields = {field for subscriber in told for field in subscriber.subscribed_fields}
    return fields.issuperset(ACCOUNT_FIELDS.split(","))
