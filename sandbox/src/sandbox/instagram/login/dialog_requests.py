"""What an app asks of a dialog, judged before anybody is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from sandbox.instagram.login.tokens import Login
from sandbox.instagram.permissions import FACEBOOK, INSTAGRAM
from sandbox.instagram.world import World

RESPONSE_TYPES = frozenset({"code", "token", "granted_scopes"})
ALWAYS = "public_profile"
BASIC = "instagram_business_basic"


class DialogRefused(Exception):
    """Shown on Meta's own page, never sent to the callback."""


@dataclass(frozen=True)
class DialogRequest:
    """A request that has passed every check."""

    login: Login
    redirect_uri: str
    permissions: tuple[str, ...]
    state: str
    response_types: frozenset[str]
    asks_again: bool

    def back(self, query: Mapping[str, str], fragment: str) -> str:
        """The callback's address with the query, and the fragment that Meta leaves there."""
        joint = "&" if "?" in self.redirect_uri else "?"
        return f"{self.redirect_uri}{joint}{urlencode({**query, 'state': self.state})}{fragment}"


def read_facebook_request(query: Mapping[str, str], world: World) -> DialogRequest:
    """Raise DialogRefused where facebook.com would show an error."""
    # https://developers.facebook.com/documentation/facebook-login/guides/advanced/manual-flow
    settings, switches = world.settings, world.switches
    _check_app(query, settings.app_id, settings.redirect_uris)
    types = frozenset(query.get("response_type", "code").replace(",", " ").split())
    if not types <= RESPONSE_TYPES or not types & {"code", "token"}:
        raise DialogRefused("Invalid response_type.")
    config_id = query.get("config_id", "")
    configured: dict[str, tuple[Login, tuple[str, ...]]] = {
        settings.config_id: ("business", switches.config_permissions),
        settings.unified_config_id: ("unified", switches.unified_permissions),
        "": ("facebook", _scopes(query.get("scope", ""))),
    }
    if config_id not in configured:
        raise DialogRefused(f"Invalid configuration: {config_id}")
    login, permissions = configured[config_id]
    _check_scopes([name for name in permissions if name not in FACEBOOK], permissions, world)
    asks_again = "rerequest" in query.get("auth_type", "")
    wanted = tuple(dict.fromkeys((ALWAYS, *permissions)))
    return DialogRequest(login, query["redirect_uri"], wanted, query["state"], types, asks_again)


def read_instagram_request(query: Mapping[str, str], world: World) -> DialogRequest:
    """Raise DialogRefused where instagram.com would show an error."""
    settings = world.settings
    _check_app(query, settings.login_app_id, settings.redirect_uris)
    if query.get("response_type") != "code":
        raise DialogRefused("Invalid response_type.")
    permissions = _scopes(query.get("scope", ""))
    _check_scopes([name for name in permissions if name not in INSTAGRAM], permissions, world)
    if BASIC not in permissions:
        raise DialogRefused(f"Invalid Scopes: {BASIC} is missing")
    uri, state = query["redirect_uri"], query.get("state", "")
    return DialogRequest("instagram", uri, permissions, state, frozenset({"code"}), True)


def _check_app(query: Mapping[str, str], app_id: str, uris: Sequence[str]) -> None:
    if query.get("client_id") != app_id:
        raise DialogRefused(
            "Invalid App ID: The provided app ID does not look like a valid app ID."
        )
    if query.get("redirect_uri") not in uris:
        raise DialogRefused(
            "URL Blocked: This redirect failed because the redirect URI is not whitelisted in the "
            "app's Client OAuth Settings."
        )
    if not query.get("state"):
        raise DialogRefused("The parameter state is required.")


def _scopes(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text.replace(",", " ").split()))


def _check_scopes(unknown: list[str], wanted: Sequence[str], world: World) -> None:
    allowed = world.switches.app_permissions
    refused = unknown + [name for name in wanted if name not in allowed and name not in unknown]
    if refused:
        raise DialogRefused(
            f"Invalid Scopes: {', '.join(refused)}. This message is only shown to developers."
        )
