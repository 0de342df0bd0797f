"""Whose token a call has, whether it is valid, and whether it is proved."""

import hashlib
import hmac
from datetime import UTC, datetime

from sandbox.instagram.graph.answers import GraphRefused, Wording
from sandbox.instagram.graph.call import Call
from sandbox.instagram.login.tokens import (
    APP_REMOVED,
    CHECKPOINTED,
    EXPIRED,
    PASSWORD_CHANGED,
    ROLE_LOST,
    Token,
)

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
