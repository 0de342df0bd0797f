"""Who calls, and whether they may."""

from collections.abc import Iterable, Sequence

from sandbox.instagram.graph.answers import GraphRefused, Wording, unknown_object
from sandbox.instagram.graph.call import Call
from sandbox.instagram.graph.tokens import token_of
from sandbox.instagram.login.tokens import Token
from sandbox.instagram.people import Account, Page
from sandbox.instagram.permissions import SAME, TASKS


def check_permissions(call: Call, token: Token, needed: Iterable[str]) -> None:
    """Raise GraphRefused where one was not granted, or where the app may serve only its own."""
    granted = set(token.grant.granted())
    login = token.grant.login
    names = [SAME.get(name, name) if login == "instagram" else name for name in needed]
    if login in ("unified", "instagram"):
        names = [name for name in names if not name.startswith("pages_")]
    if missing := [name for name in names if name not in granted]:
        raise permission_missing(call, missing)
    if not may_serve(call, token):
        if call.side == "instagram":
            method = call.method.lower()
            raise GraphRefused(
                100, f"Unsupported request - method type: {method}", 0, Wording("IGApiException")
            )
        raise permission_missing(call, names)


def may_serve(call: Call, token: Token) -> bool:
    """With Standard Access only people with a role on the app are served."""
    people, owner = call.world.content.people, token.grant.owner
    person = people.persons.get(owner) or people.person_of(owner)
    return call.world.may_serve(person.handle if person else "")


def permission_missing(call: Call, missing: Sequence[str]) -> GraphRefused:
    """The refusal, which names the first one."""
    code = call.world.switches.missing_permission_code
    return GraphRefused(
        code, f"(#{code}) Application does not have permission for this action: {missing[0]}"
    )


def visible_accounts(call: Call, token: Token) -> list[Account]:
    """The Instagram accounts that a token reaches."""
    people = call.world.content.people
    if token.kind == "page":
        pages = [people.pages[token.page_id or ""]]
    elif token.kind == "user":
        person = people.persons[token.grant.owner]
        pages = [page for page in people.pages_of(person) if page.id in token.grant.page_ids]
    else:
        return [people.accounts[one] for one in sorted(token.grant.account_ids)]
    ids = [page.account_id for page in pages]
    return [people.accounts[one] for one in ids if one and one in token.grant.account_ids]


def account_for(call: Call, account_id: str, needed: Sequence[str]) -> Account:
    """The account of a call that is allowed to reach it so; raises GraphRefused."""
    token = token_of(call)
    found = [one for one in visible_accounts(call, token) if account_id in ids_of(call, one)]
    if not found or (call.world.switches.page_token_outage and _is_page_read(call, token)):
        raise unknown_object(account_id, call.method)
    account = found[0]
    call.noted["account"] = account.id
    check_permissions(call, token, needed)
    _check_tasks(call, token, needed, account)
    if not account.is_professional:
        code = call.world.switches.not_professional_code
        raise GraphRefused(code, f"(#{code}) The user is not an Instagram Business")
    return account


def ids_of(call: Call, account: Account) -> tuple[str, ...]:
    """By which ids a host knows an account."""
    return (account.id, account.scoped_id) if call.side == "instagram" else (account.id,)


def _is_page_read(call: Call, token: Token) -> bool:
    return token.kind == "page" and call.method == "GET"


def _check_tasks(call: Call, token: Token, needed: Sequence[str], account: Account) -> None:
    if token.kind not in ("user", "page"):
        return
    people = call.world.content.people
    page: Page | None = people.page_of(account.id)
    tasks = set(people.persons[token.grant.owner].pages.get(page.id if page else "", ()))
    for name in needed:
        if name in TASKS and not tasks & TASKS[name]:
            raise permission_missing(call, [name])
