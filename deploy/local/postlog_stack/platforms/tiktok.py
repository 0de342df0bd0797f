"""TikTok in the local stack."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from urllib.parse import urlsplit

from pydantic import ValidationError

from platforms.scopes import asked_scopes
from platforms.tiktok.app import KNOWN_SCOPES, REQUIRED_SCOPE, SCOPES
from platforms.tiktok.settings import TikTokSettings
from postlog_stack.findings import Answer, Finding, clock, fetch
from postlog_stack.platform import Addresses, StackPlatform

CLIENT_KEY = "awsandbox0postlog"
CLIENT_SECRET = "sandbox-secret-not-for-production"
CALLBACK = "/api/auth/tiktok/callback"
WEBHOOKS = "/api/webhooks/tiktok"
OFF_WITHOUT = {
    "video.publish": "no direct posts; drafts can be sent to the TikTok inbox.",
    "video.upload": "no drafts in the TikTok inbox; posts can be published directly.",
    "video.list": "no numbers, and no look at the video list; lost posts are found by webhooks.",
}
LONGEST_REDIRECT_URI = 511  # https://developers.tiktok.com/doc/login-kit-web


def in_sandbox(addresses: Addresses) -> dict[str, str]:
    """Let the sandbox play TikTok."""
    api = addresses.sandbox["http"]
    upload_host = addresses.sandbox["upload"].removeprefix("http://")
    return {
        "TIKTOK_AUTHORIZE_URL": f"{api}/v2/auth/authorize/",
        "TIKTOK_API_URL": api,
        "TIKTOK_UPLOAD_HOSTS": upload_host,
        "TIKTOK_AVATAR_HOSTS": upload_host,
        "TIKTOK_CLIENT_KEY": CLIENT_KEY,
        "TIKTOK_CLIENT_SECRET": CLIENT_SECRET,
        "TIKTOK_PKCE": "hex",
        "TIKTOK_VERIFIED_URL_PREFIXES": f"{api}/media/",
    }


def sandbox_settings(addresses: Addresses) -> dict[str, str]:
    """Say where it listens, register our app, and tell it where webhooks go."""
    return {
        "SANDBOX_HOST": "127.0.0.1",
        "SANDBOX_PORT": addresses.port("http"),
        "SANDBOX_UPLOAD_PORT": addresses.port("upload"),
        "SANDBOX_PUBLIC_URL": addresses.sandbox["http"],
        "SANDBOX_UPLOAD_URL": addresses.sandbox["upload"],
        "SANDBOX_CLIENT_KEY": CLIENT_KEY,
        "SANDBOX_CLIENT_SECRET": CLIENT_SECRET,
        "SANDBOX_REDIRECT_URIS": f"{addresses.public}{CALLBACK}",
        "SANDBOX_WEBHOOK_URL": f"{addresses.gateway}{WEBHOOKS}",
        "SANDBOX_PULL_HTTP": "true",
        "SANDBOX_VERIFIED_PREFIXES": f"{addresses.sandbox['http']}/media/",
    }


def examine(given: Mapping[str, str]) -> Iterator[Finding]:
    """Judge what can be judged without a network."""
    yield from credentials(given)
    yield from addresses(given)
    yield from permissions(given)


def permissions(given: Mapping[str, str]) -> Iterator[Finding]:
    """Say what users are asked for, which features are off, and how TikTok refuses a scope."""
    text = given.get("TIKTOK_SCOPES", ",".join(SCOPES))
    try:
        asked = asked_scopes("TIKTOK_SCOPES", text, KNOWN_SCOPES, REQUIRED_SCOPE)
    except ValueError:
        return  # the services' own rules say what is wrong
    yield Finding(
        "ok",
        f"Users are asked for {', '.join(asked)}. Where TikTok has not given one of them to the"
        " app, connecting ends on TikTok's own page with invalid_scope: leave it out of"
        " TIKTOK_SCOPES.",
    )
    for scope, feature in OFF_WITHOUT.items():
        if scope not in asked:
            yield Finding("note", f"{scope} is not in TIKTOK_SCOPES: {feature}")


def credentials(given: Mapping[str, str]) -> Iterator[Finding]:
    """Look at key and secret as text: whether they are right, only TikTok can say."""
    key, secret = given.get("TIKTOK_CLIENT_KEY", ""), given.get("TIKTOK_CLIENT_SECRET", "")
    if re.fullmatch(r"[A-Za-z0-9]{8,64}", key):
        yield Finding("ok", f"TIKTOK_CLIENT_KEY is well-formed: {key}")
    else:
        yield Finding("WRONG", "TIKTOK_CLIENT_KEY must be letters and digits, as TikTok shows it.")
    if not secret:
        yield Finding("WRONG", "TIKTOK_CLIENT_SECRET is missing.")
    elif secret == CLIENT_SECRET or not re.fullmatch(r"[!-~]{8,}", secret):
        yield Finding("WRONG", "TIKTOK_CLIENT_SECRET is not a secret that TikTok has given.")
    else:
        yield Finding("ok", f"TIKTOK_CLIENT_SECRET is well-formed, {len(secret)} characters.")
    yield from _service_settings(given)


def _service_settings(given: Mapping[str, str]) -> Iterator[Finding]:
    """Let the services' own rules judge the rest of `TIKTOK_*`."""
    known = {name.lower(): text for name, text in given.items()}
    try:
        TikTokSettings.model_validate({"platform_environment": "development", **known})
    except ValidationError as error:
        for item in error.errors(include_url=False, include_input=False):
            name = "_".join(map(str, item["loc"])).upper() or "TIKTOK_*"
            yield Finding("WRONG", f"{name}: {item['msg']}")


def addresses(given: Mapping[str, str]) -> Iterator[Finding]:
    """Judge the public address, and what must be registered with TikTok because of it."""
    public_url = given.get("PUBLIC_URL", "").rstrip("/")
    parts = urlsplit(public_url)
    if not parts.scheme or not parts.hostname:
        yield Finding("WRONG", "PUBLIC_URL is missing: the https address at which TikTok finds us.")
        return
    if parts.path or parts.query or parts.fragment:
        yield Finding(
            "WRONG", f"PUBLIC_URL is only scheme and host: {parts.scheme}://{parts.netloc}"
        )
        return
    yield from _redirect_uri(f"{public_url}{CALLBACK}", parts.scheme, parts.hostname)
    yield from _webhook_url(f"{public_url}{WEBHOOKS}", parts.scheme, parts.hostname)


def _redirect_uri(uri: str, scheme: str, host: str) -> Iterator[Finding]:
    if len(uri) > LONGEST_REDIRECT_URI:
        yield Finding("WRONG", "The redirect URI has over 511 characters; TikTok takes no more.")
    elif scheme == "https":
        yield Finding("ok", f"Register this redirect URI with TikTok, to the letter: {uri}")
    elif host in {"localhost", "127.0.0.1"}:
        yield Finding("note", f"TikTok takes {uri} for a desktop app only; a web app needs https.")
    else:
        yield Finding("WRONG", "PUBLIC_URL must be https: TikTok takes no other redirect URI.")


def _webhook_url(url: str, scheme: str, host: str) -> Iterator[Finding]:
    if scheme != "https" or host in {"localhost", "127.0.0.1", "::1"}:
        yield Finding(
            "note", "TikTok cannot send webhooks to this address; posts are polled instead."
        )
    else:
        yield Finding("ok", f"Register this webhook URL with TikTok: {url}")


def examine_network(given: Mapping[str, str]) -> Iterator[Finding]:
    """Ask our own public address and TikTok's front door; neither asks about an account."""
    public_url = given.get("PUBLIC_URL", "").rstrip("/")
    if public_url.startswith("https://"):
        yield reachability(public_url, fetch(f"{public_url}{WEBHOOKS}"))
    api_url = given.get("TIKTOK_API_URL", "https://open.tiktokapis.com")
    yield clock(fetch(api_url), datetime.now(UTC), "TikTok")


def reachability(public_url: str, answer: Answer) -> Finding:
    """Judge what a GET of the webhook address gave: ours takes only POST."""
    if answer.error:
        return Finding("WRONG", f"{public_url} cannot be reached from here: {answer.error}")
    if 300 <= answer.status < 400:
        return Finding("WRONG", f"{public_url}{WEBHOOKS} redirects; TikTok follows no redirect.")
    if answer.status != 405:
        return Finding(
            "note", f"{public_url}{WEBHOOKS} answers {answer.status}: is Postlog running behind it?"
        )
    return Finding("ok", f"{public_url}{WEBHOOKS} is Postlog's.")


CONNECTING = frozenset(
    {
        "TIKTOK_AUTHORIZE_URL",
        "TIKTOK_API_URL",
        "TIKTOK_UPLOAD_HOSTS",
        "TIKTOK_CLIENT_KEY",
        "TIKTOK_CLIENT_SECRET",
        "TIKTOK_PKCE",
        "TIKTOK_SCOPES",
        "TIKTOK_VERIFIED_URL_PREFIXES",
    }
)
TIKTOK = StackPlatform(
    name="tiktok",
    title="TikTok",
    port=8103,
    settings=CONNECTING,
    service_settings=frozenset({"TIKTOK_AVATAR_HOSTS"}),
    ingest_settings=frozenset({"TIKTOK_CLIENT_KEY", "TIKTOK_CLIENT_SECRET"}),
    app_settings=("TIKTOK_CLIENT_KEY",),
    real_addresses=("TIKTOK_AUTHORIZE_URL", "TIKTOK_API_URL", "TIKTOK_UPLOAD_HOSTS"),
    control_setting="TIKTOK_API_URL",
    media_prefixes="TIKTOK_VERIFIED_URL_PREFIXES",
    sandbox_ports={"http": 8090, "upload": 8091},
    published_port="SANDBOX_PORT",
    in_sandbox=in_sandbox,
    sandbox_settings=sandbox_settings,
    sandbox_hint="on the sandbox's page be `theo`, or `mara`, whose account is private",
    examine=examine,
    examine_network=examine_network,
)
