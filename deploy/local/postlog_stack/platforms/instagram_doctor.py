"""What `make doctor` says of an Instagram app of one's own."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from ipaddress import ip_address
from urllib.parse import urlencode, urlsplit

from pydantic import ValidationError

from platforms.instagram.app import GRAPH_URL, INSTAGRAM_GRAPH_URL, VERSION
from platforms.instagram.settings import InstagramSettings
from postlog_stack.findings import Answer, Finding, clock, fetch

from .instagram_app import (
    APP_SECRET,
    CALLBACK,
    DEAUTHORIZE,
    DELETION,
    LOGIN_APP_SECRET,
    VERIFY_TOKEN,
    WEBHOOKS,
)

Given = Mapping[str, str]
APPS = {
    "INSTAGRAM_APP": "the app of Facebook Login or Unified Login",
    "INSTAGRAM_LOGIN_APP": "the Instagram app of Instagram Login",
}
LOGINS = {
    "facebook": "Users connect by Facebook Login: they choose among the accounts of their Pages.",
    "unified": "Users connect by Unified Login: an account needs no Page.",
}
OFF_WITHOUT = {
    "instagram_content_publish": "no posts.",
    "instagram_manage_comments": "comments are neither collected nor answered.",
    "instagram_manage_insights": "no numbers of posts and accounts.",
    "pages_show_list": "Facebook Login finds no account.",
    "pages_read_engagement": "Facebook Login finds no account.",
    "pages_manage_metadata": "Facebook Login brings no webhooks.",
    "business_management": "Pages in a business portfolio are not found.",
}
SHORTEST_TOKEN = 16
FILES = "/api/instagram/media/"
UNSIGNED = f"{FILES}00000000-0000-4000-8000-000000000000/media.jpg?expires=1&signature=none"
CHALLENGE = "90210777"


def examine(given: Given) -> Iterator[Finding]:
    """Judge what can be judged without a network."""
    yield from credentials(given)
    yield from logins(given)
    yield from addresses(given)
    yield from verify_token(given)


def credentials(given: Given) -> Iterator[Finding]:
    """Look at ids and secrets as text: whether they are right, only Meta can say."""
    for name, what in APPS.items():
        app_id, secrets = given.get(f"{name}_ID", ""), given.get(f"{name}_SECRET", "")
        if not app_id:
            continue
        if re.fullmatch(r"[0-9]{8,20}", app_id):
            yield Finding("ok", f"{name}_ID is well-formed, {what}: {app_id}")
        else:
            yield Finding("WRONG", f"{name}_ID must be digits, as Meta's dashboard shows it.")
        yield _secret(f"{name}_SECRET", secrets)


def _secret(name: str, listed: str) -> Finding:
    secrets = [one.strip() for one in listed.split(",") if one.strip()]
    if not secrets:
        return Finding("WRONG", f"{name} is missing.")
    for secret in secrets:
        if secret in {APP_SECRET, LOGIN_APP_SECRET} or not re.fullmatch(r"[0-9a-f]{32}", secret):
            return Finding("WRONG", f"{name} is not a secret that Meta has given: 32 hex digits.")
    return Finding("ok", f"{name} is well-formed, {len(secrets)} of them.")


def logins(given: Given) -> Iterator[Finding]:
    """Say how users connect, and let the services' own rules judge the rest of `INSTAGRAM_*`."""
    known = {name.lower(): text for name, text in given.items()}
    try:
        settings = InstagramSettings.model_validate(
            {"platform_environment": "development", **known}
        )
    except ValidationError as error:
        for item in error.errors(include_url=False, include_input=False):
            name = "_".join(map(str, item["loc"])).upper() or "INSTAGRAM_*"
            yield Finding("WRONG", f"{name}: {item['msg']}")
        return
    if settings.instagram_app_id:
        yield Finding("ok", LOGINS[settings.instagram_login])
    if settings.instagram_login_app_id:
        yield Finding("ok", "Users connect by Instagram Login: an account needs no Page.")
    yield from permissions(settings)
    yield _version(settings.instagram_graph_version)


def permissions(settings: InstagramSettings) -> Iterator[Finding]:
    """Say what users are asked for, which features are off, and how Meta refuses a scope."""
    for app in settings.instagram_apps():
        if app.config_id:
            text = f"Users are asked for what configuration {app.config_id} says."
        else:
            text = (
                f"Users of app {app.app_id} are asked for {', '.join(app.scopes)}. Where the app"
                " lacks one of them, connecting ends on Meta's own page with Invalid Scopes: leave"
                " it out of INSTAGRAM_SCOPES."
            )
        yield Finding("ok", text)
    for scope, feature in OFF_WITHOUT.items():
        if scope not in settings.instagram_scopes:
            yield Finding("note", f"{scope} is not in INSTAGRAM_SCOPES: {feature}")


def _version(version: str) -> Finding:
    if version == VERSION:
        return Finding("ok", f"Version {version} of the Graph API, which Postlog is tested with.")
    return Finding("note", f"Version {version} of the Graph API: Postlog is tested with {VERSION}.")


def addresses(given: Given) -> Iterator[Finding]:
    """Judge the public address, and what must be registered with Meta because of it."""
    public_url = given.get("PUBLIC_URL", "").rstrip("/")
    parts = urlsplit(public_url)
    if not parts.scheme or not parts.hostname:
        yield Finding("WRONG", "PUBLIC_URL is missing: the https address at which Meta finds us.")
        return
    if parts.path or parts.query or parts.fragment:
        yield Finding(
            "WRONG", f"PUBLIC_URL is only scheme and host: {parts.scheme}://{parts.netloc}"
        )
        return
    yield _redirect_uri(f"{public_url}{CALLBACK}", parts.scheme, parts.hostname)
    yield from _reached_by_meta(public_url, parts.scheme, parts.hostname)


def _redirect_uri(uri: str, scheme: str, host: str) -> Finding:
    if scheme == "https":
        return Finding(
            "ok", f"Register this OAuth redirect URI with each app, to the letter: {uri}"
        )
    if host == "localhost":
        return Finding("note", f"Meta takes {uri} only while the app is in development mode.")
    return Finding("WRONG", "PUBLIC_URL must be https: Meta takes no other redirect URI.")


def _reached_by_meta(public_url: str, scheme: str, host: str) -> Iterator[Finding]:
    if scheme != "https" or not _is_public(host):
        yield Finding(
            "note",
            "Meta cannot reach this address: no webhooks, no word when a user removes the app, and"
            " no posts of uploaded files, which Meta fetches from here.",
        )
        return
    yield Finding("ok", f"Register this webhook callback URL with each app: {public_url}{WEBHOOKS}")
    yield Finding("ok", f"Register this deauthorize callback URL: {public_url}{DEAUTHORIZE}")
    yield Finding("ok", f"Register this data deletion request URL: {public_url}{DELETION}")


def _is_public(host: str) -> bool:
    """Tell a name that others can find, or an address that is not of a private network."""
    try:
        return ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith((".local", ".internal", ".localhost"))


def verify_token(given: Given) -> Iterator[Finding]:
    """Look at the word that Meta proves with that the webhook address is to be subscribed."""
    token = given.get("INSTAGRAM_VERIFY_TOKEN", "")
    if not token:
        yield Finding(
            "note", "INSTAGRAM_VERIFY_TOKEN is missing: Meta cannot subscribe the webhook address."
        )
    elif token == VERIFY_TOKEN or len(token) < SHORTEST_TOKEN:
        yield Finding(
            "WRONG",
            f"INSTAGRAM_VERIFY_TOKEN must be a text of your own, {SHORTEST_TOKEN} or longer.",
        )
    else:
        yield Finding(
            "ok", "INSTAGRAM_VERIFY_TOKEN is set: write the same into the app's webhooks."
        )


def examine_network(given: Given) -> Iterator[Finding]:
    """Ask our own public address, as Meta will, and Meta's front door; no account is asked for."""
    public_url = given.get("PUBLIC_URL", "").rstrip("/")
    token = given.get("INSTAGRAM_VERIFY_TOKEN", "")
    if public_url.startswith("https://") and token:
        asked = {"hub.mode": "subscribe", "hub.challenge": CHALLENGE, "hub.verify_token": token}
        yield handshake(public_url, fetch(f"{public_url}{WEBHOOKS}?{urlencode(asked)}"))
        yield files(public_url, fetch(f"{public_url}{UNSIGNED}"))
    is_facebook = bool(given.get("INSTAGRAM_APP_ID"))
    default = GRAPH_URL if is_facebook else INSTAGRAM_GRAPH_URL
    name = "INSTAGRAM_GRAPH_URL" if is_facebook else "INSTAGRAM_LOGIN_GRAPH_URL"
    yield clock(fetch(given.get(name, default)), datetime.now(UTC), "Meta")


def files(public_url: str, answer: Answer) -> Finding:
    """Judge what the address of an uploaded file answered to somebody without a signature."""
    if answer.status == 403:
        return Finding("ok", f"{public_url} is where Meta fetches uploaded files.")
    return Finding(
        "note",
        f"Meta may not find uploaded files below {public_url}{FILES}: it answers"
        f" {answer.status or answer.error}, where 403 is right.",
    )


def handshake(public_url: str, answer: Answer) -> Finding:
    """Judge what our own webhook address answered to Meta's question."""
    address = f"{public_url}{WEBHOOKS}"
    if answer.error:
        return Finding("WRONG", f"{public_url} cannot be reached from here: {answer.error}")
    if 300 <= answer.status < 400:
        return Finding("WRONG", f"{address} redirects; Meta follows no redirect.")
    if answer.status == 403:
        return Finding("WRONG", f"{address} knows another INSTAGRAM_VERIFY_TOKEN: restart Postlog.")
    if answer.status == 200:
        return Finding("ok", f"{address} is Postlog's, and answers Meta's handshake.")
    return Finding("note", f"{address} answers {answer.status}: is Postlog running behind it?")
