"""Counts the calls, and tells how many are left."""

from sandbox.instagram.graph.call import Call

ACCOUNT_KINDS = ("account", "container", "media", "comment")
UNCOUNTED = ("oauth", "debug_token", "access_token", "refresh_access_token")


def count_call(call: Call, kind: str, node_id: str) -> None:
    """Calls about an account count for it, others for the app and the user."""
    world = call.world
    if kind in UNCOUNTED:
        return
    usage, switches, now = world.content.usage, world.switches, world.clock.now()
    regain = switches.regain_minutes * 60
    if kind in ACCOUNT_KINDS:
        account_id = world.content.account_id_of(kind, node_id)
        call.noted["account"] = account_id
        limit = switches.calls_per_impression * switches.impressions
        usage.account(account_id).admit(now, limit, regain)
        return
    users = max(1, sum(1 for _ in world.content.grants))
    usage.app.admit(now, switches.app_calls_per_user * users, regain)
    owner = world.content.grants.owner_of(call.token_value)
    if owner:
        usage.user(owner).admit(now, switches.user_calls, regain)


def usage_headers(call: Call) -> dict[str, str]:
    """How much of each limit is used up."""
    world = call.world
    now, usage = world.clock.now(), world.content.usage
    headers = {"x-app-usage": usage.app_header(now)}
    if account_id := str(call.noted.get("account", "")):
        key = world.usage_key(account_id)
        headers["x-business-use-case-usage"] = usage.account_header(account_id, key, now)
    return headers
