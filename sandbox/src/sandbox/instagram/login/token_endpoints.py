"""`/oauth/access_token`: codes and tokens become other tokens."""

import hmac

from sandbox.instagram.graph.answers import GraphRefused, invalid
from sandbox.instagram.graph.call import Call
from sandbox.instagram.graph.tokens import subcode_of, token_of
from sandbox.instagram.login.tokens import Code, Grant, Life, Token
from sandbox.instagram.world import World

CODE_USED = 36009


async def facebook_token(call: Call, _: str) -> object:
    """Exchange a code or a token, or answer the app token, as `grant_type` says."""
    settings = call.world.settings
    _check_client(call, settings.app_id, settings.app_secret)
    call.noted["grant_type"] = call.get("grant_type") or "authorization_code"
    match call.get("grant_type"):
        case "" | "authorization_code":
            return _tell(call, _exchange_code(call))
        case "fb_exchange_token":
            return _tell(call, _exchange_token(call))
        case "client_credentials":
            token = f"{settings.app_id}|{settings.app_secret}"
            return {"access_token": token, "token_type": "bearer"}
        case other:
            raise invalid(f"Unsupported grant_type {other}")


def _check_client(call: Call, app_id: str, secret: str) -> None:
    if call.need("client_id") != app_id:
        raise GraphRefused(101, "Error validating application. Invalid application ID.")
    if not hmac.compare_digest(call.need("client_secret").encode(), secret.encode()):
        raise GraphRefused(101, "Error validating client secret.")


def redeem(call: Call) -> Code:
    """The code of a call, which is used up with it; raises GraphRefused."""
    world, value = call.world, call.need("code").removesuffix("#_")
    code = world.content.grants.code(value)
    redirect_uri = call.need("redirect_uri")
    if code is None:
        raise GraphRefused(100, "Invalid verification code format.")
    call.noted["user"] = code.grant.owner
    if redirect_uri != code.redirect_uri:
        raise GraphRefused(
            100,
            "Error validating verification code. Please make sure your redirect_uri is identical "
            "to the one you used in the OAuth dialog request",
            world.switches.code_redirect_subcode,
        )
    if world.clock.now() >= code.ends_at:
        raise GraphRefused(
            100, "This authorization code has expired.", world.switches.code_expired_subcode
        )
    if not world.content.grants.use_up(value):
        raise GraphRefused(100, "This authorization code has been used.", CODE_USED)
    return code


def _exchange_code(call: Call) -> Token:
    grant = redeem(call).grant
    if grant.login == "instagram":
        raise GraphRefused(100, "Invalid verification code format.")
    grants, switches = call.world.content.grants, call.world.switches
    if grant.login == "unified":
        life = Life(switches.unified_token_lifetime or None, is_long=True)
        return grants.issue("system", grant, life)
    return grants.issue("user", grant, Life(switches.short_token_lifetime))


def _exchange_token(call: Call) -> Token:
    """A long-lived token for a living one; whether a long one lives anew is a switch."""
    world, grants = call.world, call.world.content.grants
    token = grants.find(call.need("fb_exchange_token"))
    if token is None or token.kind != "user":
        raise GraphRefused(190, "Invalid OAuth access token - Cannot parse access token")
    call.noted["user"] = token.grant.owner
    if subcode := subcode_of(call, token):
        raise GraphRefused(190, "Error validating access token: the session is invalid.", subcode)
    seconds: float = world.switches.long_token_lifetime
    if token.is_long and not world.switches.reexchange_renews and token.ends_at:
        seconds = token.ends_at - world.clock.now()
    return grants.issue("user", token.grant, Life(seconds, is_long=True))


def _tell(call: Call, token: Token) -> dict[str, object]:
    body: dict[str, object] = {"access_token": token.value, "token_type": "bearer"}
    if call.world.switches.exchange_tells_expiry and token.ends_at is not None:
        body["expires_in"] = round(token.ends_at - call.world.clock.now())
    return body


async def instagram_short_token(call: Call, _: str) -> object:
    """`api.instagram.com`: a code for a token of an hour, flat or inside `data`."""
    world = call.world
    _check_client(call, world.settings.login_app_id, world.settings.login_app_secret)
    if call.get("grant_type") != "authorization_code":
        raise invalid("grant_type must be authorization_code")
    grant = redeem(call).grant
    token = world.content.grants.issue(
        "instagram", grant, Life(world.switches.short_login_lifetime)
    )
    body = {
        "access_token": token.value,
        "user_id": world.content.people.accounts[grant.owner].scoped_id,
        "permissions": ",".join(grant.granted()),
    }
    return body if world.switches.code_answer == "flat" else {"data": [body]}


async def instagram_long_token(call: Call, _: str) -> object:
    """`ig_exchange_token`: a token of 60 days for a short one; the secret is in the address."""
    world = call.world
    secret = world.settings.login_app_secret.encode()
    if call.get("grant_type") != "ig_exchange_token":
        raise invalid("grant_type must be ig_exchange_token")
    if not hmac.compare_digest(call.need("client_secret").encode(), secret):
        raise GraphRefused(101, "Error validating client secret.")
    token = token_of(call)
    if token.is_long:
        raise invalid("The token is long-lived already: refresh it.")
    return _tell(call, _long(world, token.grant))


async def instagram_refresh(call: Call, _: str) -> object:
    """`ig_refresh_token`: a living long token, a day old at least, lives 60 days more."""
    world, token = call.world, token_of(call)
    if call.get("grant_type") != "ig_refresh_token":
        raise invalid("grant_type must be ig_refresh_token")
    if not token.is_long or world.clock.now() - token.issued_at < world.switches.refresh_age:
        raise invalid("The token must be long-lived and at least 24 hours old.")
    if "instagram_business_basic" not in token.grant.granted():
        raise GraphRefused(10, "(#10) instagram_business_basic is missing.")
    return _tell(call, _long(world, token.grant))


def _long(world: World, grant: Grant) -> Token:
    life = Life(world.switches.long_token_lifetime, is_long=True)
    return world.content.grants.issue("instagram", grant, life)
