"""What is known of a token, and how its permissions end."""

from sandbox.instagram.graph.answers import SUCCESS, GraphRefused, unknown_object
from sandbox.instagram.graph.call import Call
from sandbox.instagram.graph.tokens import REASONS, subcode_of, token_of
from sandbox.instagram.login.tokens import Grant, Token

TYPES = {"user": "USER", "page": "PAGE", "system": "SYSTEM_USER", "app": "APP"}


def is_app(call: Call) -> bool:
    """Whether the app itself calls, with its id and secret as the token."""
    settings = call.world.settings
    return call.token_value == f"{settings.app_id}|{settings.app_secret}"


async def debug_token(call: Call, _: str) -> object:
    """Everything about `input_token`; only the app may ask, or somebody about themselves."""
    if not is_app(call):
        token_of(call)
    token = call.world.content.grants.find(call.need("input_token"))
    if token is None or token.kind == "instagram":
        error = {"code": 190, "message": "Invalid OAuth access token."}
        return {"data": {"error": error, "is_valid": False, "scopes": []}}
    return {"data": _described(call, token)}


def _described(call: Call, token: Token) -> dict[str, object]:
    subcode = subcode_of(call, token)
    scopes = token.grant.granted()
    described: dict[str, object] = {
        "app_id": call.world.settings.app_id,
        "type": TYPES[token.kind],
        "application": call.world.settings.app_name,
        "data_access_expires_at": round(token.data_access_ends_at),
        "expires_at": round(token.ends_at or 0),
        "is_valid": not subcode,
        "issued_at": round(token.issued_at),
        "scopes": scopes,
        "granular_scopes": [_granular(call, token.grant, scope) for scope in scopes],
        "user_id": token.grant.owner,
    }
    if token.page_id:
        described["profile_id"] = token.page_id
    if subcode:
        message = REASONS.get(subcode, "Error validating access token.")
        described["error"] = {"code": 190, "message": message, "subcode": subcode}
    return described


def _granular(call: Call, grant: Grant, scope: str) -> dict[str, object]:
    if scope.startswith("pages_"):
        return {"scope": scope, "target_ids": sorted(grant.page_ids)}
    if scope.startswith("instagram_") and call.world.switches.unified_targets:
        return {"scope": scope, "target_ids": sorted(grant.account_ids)}
    return {"scope": scope}


async def permissions(call: Call, node_id: str) -> object:
    """What was granted and declined."""
    token = token_of(call)
    if node_id != token.grant.owner:
        raise unknown_object(node_id)
    rows = token.grant.permissions.items()
    return {"data": [{"permission": name, "status": status} for name, status in rows]}


async def delete_permissions(call: Call, node_id: str) -> object:
    """Withdraw one permission, or remove the app."""
    grants = call.world.content.grants
    grant = grants.of(node_id)
    if not is_app(call) and token_of(call).grant.owner != node_id:
        raise unknown_object(node_id, "delete")
    if grant is None:
        raise unknown_object(node_id, "delete")
    grants.forget(node_id)
    return _done(call)


async def delete_permission(call: Call, node_id: str, name: str) -> object:
    """Withdraw one permission; the tokens stay valid for the others."""
    grant = call.world.content.grants.of(node_id)
    if not is_app(call) and token_of(call).grant.owner != node_id:
        raise unknown_object(node_id, "delete")
    if grant is None or name not in grant.permissions:
        raise GraphRefused(100, f"(#100) Permission {name} was not granted.")
    grant.permissions[name] = "declined"
    return _done(call)


def _done(call: Call) -> object:
    is_plain = call.world.switches.delete_permissions_answer == "true"
    return True if is_plain else SUCCESS
