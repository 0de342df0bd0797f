"""`/{app}/subscriptions` and `subscribed_apps` of Pages and accounts."""

from collections.abc import Sequence

from sandbox.instagram.graph.access import account_for, check_permissions
from sandbox.instagram.graph.answers import SUCCESS, GraphRefused, invalid, unknown_object
from sandbox.instagram.graph.call import Call
from sandbox.instagram.graph.tokens import token_of
from sandbox.instagram.login.introspection import is_app
from sandbox.instagram.people import Account
from sandbox.instagram.permissions import SUBSCRIBE_PAGE
from sandbox.instagram.webhooks.subscriptions import NEEDED, PAGE_FIELDS, AppSubscription
from sandbox.instagram.webhooks.verification import verify


def _check_app(call: Call) -> None:
    if not is_app(call):
        raise GraphRefused(15, "(#15) This method must be called with an app access token")


async def subscribe_app(call: Call, _: str) -> object:
    """Subscribe the app, once the callback has answered the challenge."""
    _check_app(call)
    if call.need("object") != "instagram":
        raise invalid("Param object must be instagram")
    fields = _fields(call.need("fields"), tuple(NEEDED), "fields")
    wanted = AppSubscription(
        call.need("callback_url"),
        call.need("verify_token"),
        fields,
        bool(call.flag("include_values")),
    )
    if not await verify(call.world.stage.session, wanted):
        raise GraphRefused(2200, "(#2200) Callback verification failed")
    call.world.content.subscriptions.apps["facebook"] = wanted
    return SUCCESS


async def read_app_subscriptions(call: Call, _: str) -> object:
    """The app's subscription, without its verify token."""
    _check_app(call)
    known = call.world.content.subscriptions.apps.get("facebook")
    if known is None:
        return {"data": []}
    fields = [{"name": name, "version": call.version} for name in known.fields]
    row = {"object": "instagram", "callback_url": known.callback_url, "active": True}
    return {"data": [{**row, "fields": fields}]}


async def unsubscribe_app(call: Call, _: str) -> object:
    """End the app's subscription, or its subscription to one field."""
    _check_app(call)
    apps = call.world.content.subscriptions.apps
    known, gone = apps.get("facebook"), call.get("fields")
    if known is not None:
        names = set(gone.split(",")) if gone else set(known.fields)
        known.fields = tuple(name for name in known.fields if name not in names)
        if not known.fields:
            del apps["facebook"]
    return SUCCESS


async def subscribe_page(call: Call, node_id: str) -> object:
    """Replace the Page's list; one field that is no Page's fails the whole call."""
    _check_page(call, node_id)
    lenient = tuple(NEEDED) if call.world.switches.page_takes_instagram_fields else ()
    fields = _fields(call.need("subscribed_fields"), (*PAGE_FIELDS, *lenient), "subscribed_fields")
    call.world.content.subscriptions.pages[node_id] = fields
    return SUCCESS


async def read_page_subscription(call: Call, node_id: str) -> object:
    """The app with the Page's list, if it is subscribed."""
    _check_page(call, node_id)
    return _listed(call, call.world.content.subscriptions.pages.get(node_id))


async def unsubscribe_page(call: Call, node_id: str) -> object:
    """End the Page's subscription."""
    _check_page(call, node_id)
    call.world.content.subscriptions.pages.pop(node_id, None)
    return SUCCESS


def _check_page(call: Call, node_id: str) -> None:
    token = token_of(call)
    if token.kind != "page":
        raise GraphRefused(210, "(#210) A page access token is required to request this resource.")
    if token.page_id != node_id:
        raise unknown_object(node_id, call.method)
    check_permissions(call, token, SUBSCRIBE_PAGE)


async def subscribe_account(call: Call, node_id: str) -> object:
    """Subscribe an account; one wrong field fails the whole call."""
    account = _account(call, node_id)
    fields = _fields(call.need("subscribed_fields"), tuple(NEEDED), "subscribed_fields")
    call.world.content.subscriptions.accounts[call.side, account.id] = fields
    return SUCCESS


async def read_account_subscription(call: Call, node_id: str) -> object:
    """The app with the account's list, if it is subscribed."""
    account = _account(call, node_id)
    return _listed(call, call.world.content.subscriptions.accounts.get((call.side, account.id)))


async def unsubscribe_account(call: Call, node_id: str) -> object:
    """End the account's subscription."""
    account = _account(call, node_id)
    call.world.content.subscriptions.accounts.pop((call.side, account.id), None)
    return SUCCESS


def _account(call: Call, node_id: str) -> Account:
    token = token_of(call)
    is_meant = token.kind in ("system", "instagram") or call.world.switches.account_edge
    if not is_meant:
        raise unknown_object(node_id, call.method)
    return account_for(call, node_id, ("instagram_basic",))


def _listed(call: Call, fields: Sequence[str] | None) -> object:
    settings = call.world.settings
    app_id = settings.app_id if call.side == "facebook" else settings.login_app_id
    if fields is None:
        return {"data": []}
    row = {"id": app_id, "name": settings.app_name, "subscribed_fields": list(fields)}
    return {"data": [row]}


def _fields(text: str, known: Sequence[str], name: str) -> tuple[str, ...]:
    wanted = tuple(part.strip(' "') for part in text.strip("[]").split(",") if part.strip())
    for place, one in enumerate(wanted):
        if one not in known:
            raise invalid(f"Param {name}[{place}] must be one of {{{', '.join(known)}}}")
    return tuple(dict.fromkeys(wanted))
