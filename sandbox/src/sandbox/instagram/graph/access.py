"""Who calls, and whether they may."""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from sandbox.instagram.graph.answers import GraphRefused, Wording, unknown_object
from sandbox.instagram.graph.call import Call
from sandbox.instagram.login.grants import (
    APP_REMOVED,
    CHECKPOINTED,
    EXPIRED,
    PASSWORD_CHANGED,
    ROLE_LOST,
    Token,
)
from sandbox.instagram.people import Account, Page
from sandbox.instagram.permissions import SAME, TASKS

PROOF_SECONDS = 300
PREFIX = "Error validating access token: "
# https://developers.facebook.com/docs/graph-api/guides/error-handling
REASONS = {
    CHECKPOINTED: "You cannot access the app till you log in to www.facebook.com and follow the"
    " instructions given.",
    PASSWORD_CHANGED: "The session has been invalidated because the user changed their password or"
    " Facebook has changed the session for security reasons.",
    ROLE_LOST: "The user must be an administrator, editor, or moderator of the page in order to"
    " impersonate it.",
}


def token_of(call: Call) -> Token:
    """The valid token of a call, which suits the host and is proved; raises GraphRefused."""
    value = call.token_value
    if not value:
        raise GraphRefused(2500, "An active access token must be used to query information.")
    _refuse_other_side(call)
    token = call.world.content.grants.find(value)
    if token is None:
        raise GraphRefused(190, "Invalid OAuth access token - Cannot parse access token")
    call.noted["user"] = token.grant.owner
    if subcode := subcode_of(call, token):
        raise GraphRefused(190, PREFIX + _reason(call, token, subcode), subcode)
    check_proof(call, value)
    return token


def _refuse_other_side(call: Call) -> None:
    is_instagram = call.token_value.startswith("IG")
    if is_instagram != (call.side == "instagram"):
        raise GraphRefused(190, "Invalid OAuth access token - Cannot parse access token")


def subcode_of(call: Call, token: Token) -> int:
    """Why a token is invalid, or 0."""
    now, people = call.world.clock.now(), call.world.content.people
    person = people.persons.get(token.grant.owner)
    if token.died_of:
        return token.died_of
    if token.ends_at is not None and now >= token.ends_at:
        return EXPIRED
    if call.world.switches.data_access_ends and now >= token.data_access_ends_at:
        return EXPIRED
    if person and person.is_checkpointed:
        return CHECKPOINTED
    if person and token.page_id and token.page_id not in person.pages:
        return ROLE_LOST
    return 0


def _reason(call: Call, token: Token, subcode: int) -> str:
    app_id = call.world.settings.app_id
    if subcode == APP_REMOVED:
        return f"The user has not authorized application {app_id}."
    if subcode == EXPIRED:
        ended = token.data_access_ends_at if token.ends_at is None else token.ends_at
        return (
            f"Session has expired on {_day(ended)}. "
            f"The current time is {_day(call.world.clock.now())}."
        )
    return REASONS.get(subcode, "The access token is invalid.")


def _day(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%A, %d-%b-%y %H:%M:%S UTC")


def check_proof(call: Call, token_value: str) -> bool:
    """Whether a right proof was sent; raises GraphRefused for a wrong or a missing one."""
    # https://developers.facebook.com/documentation/facebook-login/security
    proof, moment = call.get("appsecret_proof"), call.get("appsecret_time")
    if not proof:
        if call.world.switches.require_proof and call.side == "facebook":
            raise GraphRefused(
                call.world.switches.missing_proof_code,
                "API calls from the server require an appsecret_proof argument",
                wording=Wording("GraphMethodException"),
            )
        return False
    is_recent = not moment or _is_recent(moment, call.world.clock.now())
    message = f"{token_value}|{moment}" if moment else token_value
    if not is_recent or not hmac.compare_digest(proof, proof_of(call, message)):
        wording = Wording("GraphMethodException")
        raise GraphRefused(
            100, "Invalid appsecret_proof provided in the API argument", wording=wording
        )
    return True


def proof_of(call: Call, message: str) -> str:
    """The proof of a token, or of a token with its time."""
    secret = call.world.settings.app_secret.encode()
    return hmac.new(secret, message.encode(), hashlib.sha256).hexdigest()


def _is_recent(text: str, now: float) -> bool:
    return text.isdecimal() and abs(now - int(text)) <= PROOF_SECONDS


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
