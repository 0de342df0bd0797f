"""The lists of Pages: `/me/accounts`, and those of a business portfolio."""

from collections.abc import Sequence

from sandbox.instagram.accounts.nodes import PAGE_DEFAULT, page_view
from sandbox.instagram.graph.access import check_permissions
from sandbox.instagram.graph.answers import unknown_object
from sandbox.instagram.graph.call import Call
from sandbox.instagram.graph.fields import always, select
from sandbox.instagram.graph.paging import page_of
from sandbox.instagram.graph.tokens import token_of
from sandbox.instagram.login.tokens import Token
from sandbox.instagram.people import Page

PORTFOLIO = "business_management"


async def accounts(call: Call, node_id: str) -> object:
    """The Pages that were shared; those in a portfolio need `business_management`."""
    token = token_of(call)
    if node_id != token.grant.owner or token.kind != "user":
        raise unknown_object(node_id)
    check_permissions(call, token, ("pages_show_list",))
    sees_all = PORTFOLIO in token.grant.granted()
    pages = [page for page in _shared(call, token) if sees_all or not page.in_portfolio]
    return listed(call, token, pages)


async def businesses(call: Call, _: str) -> object:
    """The portfolios of somebody's Pages."""
    token = token_of(call)
    check_permissions(call, token, (PORTFOLIO,))
    held = [page for page in _shared(call, token) if page.in_portfolio]
    shown, paging = page_of(held, lambda page: page.business_id, call.window())
    fields = call.fields("id,name")
    views = [{"id": always(page.business_id), "name": always(page.name)} for page in shown]
    return {"data": [select("Business", view, fields) for view in views], **paging}


async def owned_pages(call: Call, node_id: str) -> object:
    """The Pages of a portfolio."""
    token = token_of(call)
    check_permissions(call, token, (PORTFOLIO,))
    return listed(call, token, [one for one in _shared(call, token) if one.business_id == node_id])


async def client_pages(call: Call, _: str) -> object:
    """Nobody here works on the Pages of another's portfolio."""
    check_permissions(call, token_of(call), (PORTFOLIO,))
    return {"data": []}


def _shared(call: Call, token: Token) -> list[Page]:
    people = call.world.content.people
    person = people.persons[token.grant.owner]
    return [page for page in people.pages_of(person) if page.id in token.grant.page_ids]


def listed(call: Call, token: Token, pages: Sequence[Page]) -> object:
    """The wanted part of a list of Pages."""
    shown, paging = page_of(pages, lambda page: page.id, call.window())
    fields = call.fields(PAGE_DEFAULT)
    return {
        "data": [select("Page", page_view(call, token, one), fields) for one in shown],
        **paging,
    }
