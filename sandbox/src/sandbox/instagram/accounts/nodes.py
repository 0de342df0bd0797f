"""People, Pages and accounts, field by field."""

from collections.abc import Callable

from sandbox.instagram.graph.access import account_for, visible_accounts
from sandbox.instagram.graph.answers import unknown_object
from sandbox.instagram.graph.call import Call
from sandbox.instagram.graph.fields import ABSENT, Field, View, always, nested, select
from sandbox.instagram.graph.tokens import token_of
from sandbox.instagram.login.tokens import Token
from sandbox.instagram.people import Account, Page
from sandbox.instagram.permissions import READ
from sandbox.instagram.reading.lists import list_field
from sandbox.instagram.reading.mentions import mentioned_fields

Getter = Callable[[Field], object]

PAGE_DEFAULT = "access_token,category,category_list,name,id,tasks"
CATEGORY = {"id": "2200", "name": "Shopping & retail"}


async def read_user(call: Call, node_id: str) -> object:
    """The person of a token."""
    token = token_of(call)
    if node_id != token.grant.owner:
        raise unknown_object(node_id)
    person = call.world.content.people.persons[node_id]
    view = {"id": always(person.id), "name": always(person.name)}
    return select("User", view, call.fields("id,name"))


async def read_page(call: Call, node_id: str) -> object:
    """A Page that the token reaches."""
    token = token_of(call)
    if node_id not in token.grant.page_ids:
        raise unknown_object(node_id)
    page = call.world.content.people.pages[node_id]
    return select("Page", page_view(call, token, page), call.fields("id,name"))


def page_view(call: Call, token: Token, page: Page) -> View:
    """A Page as one of its people sees it."""
    content = call.world.content
    tasks = content.people.persons[token.grant.owner].pages.get(page.id, ())

    def page_token(_: object) -> object:
        is_own = token.kind == "page" and token.page_id == page.id
        return token.value if is_own else content.grants.page_token(token, page.id).value

    return {
        "id": always(page.id),
        "name": always(page.name),
        "category": always(CATEGORY["name"]),
        "category_list": always([CATEGORY]),
        "tasks": always(list(tasks)),
        "access_token": page_token,
        "link": always(f"https://www.facebook.com/{page.id}"),
        "instagram_business_account": _linked(call, token, page),
        "connected_instagram_account": _connected(call, token, page),
    }


def _linked(call: Call, token: Token, page: Page) -> Getter:
    account = call.world.content.people.account_of(page)
    if account is None or "instagram_basic" not in token.grant.granted():
        return always(ABSENT)
    if account not in visible_accounts(call, token):
        return nested("IGUser", {"id": always(account.id)})
    return nested("IGUser", account_view(call, account))


def _connected(call: Call, token: Token, page: Page) -> Getter:
    account = call.world.content.people.accounts.get(page.account_id or "")
    if account is None or "instagram_basic" not in token.grant.granted():
        return always(ABSENT)
    return nested("IGUser", {"id": always(account.id), "username": always(account.username)})


async def read_account(call: Call, node_id: str) -> object:
    """An Instagram account; `/me` of Instagram Login is its own."""
    account = account_for(call, node_id, READ)
    return select("IGUser", account_view(call, account), call.fields("id"))


def account_view(call: Call, account: Account) -> View:
    """An account as its owner's app sees it."""
    is_login = call.side == "instagram"
    world = call.world
    picture = f"{world.addresses.app}/pictures/{account.username}.svg"
    count = len(world.content.library.of(account.id))
    own: View = {
        "user_id": always(account.id),
        "account_type": always(account.kind),
    }
    other: View = {
        "ig_id": always(int(account.id[4:])),
        "legacy_instagram_user_id": always(account.id[4:]),
        "is_published": always(True),
        "has_profile_pic": always(True),
        "shopping_product_tag_eligibility": always(False),
        "owner_business": always(ABSENT),
        **({"account_type": always(account.kind)} if _is_unified(call) else {}),
        **mentioned_fields(call, account),
    }
    return {
        "id": always(account.scoped_id if is_login else account.id),
        "username": always(account.username),
        "name": always(account.name),
        "biography": always(account.biography),
        "website": always(account.website or ABSENT),
        "profile_picture_url": always(picture),
        "followers_count": always(account.followers),
        "follows_count": always(account.follows),
        "media_count": always(count),
        "media": list_field(call, account, "feed"),
        "stories": list_field(call, account, "stories"),
        **(own if is_login else other),
    }


def _is_unified(call: Call) -> bool:
    token = call.world.content.grants.find(call.token_value)
    return token is not None and token.kind == "system"
