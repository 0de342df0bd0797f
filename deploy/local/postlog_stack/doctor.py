"""`make doctor`: what is wrong with an app of one's own, in words, without touching an account."""

import re
import shutil
import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal
from urllib.parse import urlsplit

from pydantic import ValidationError

from platforms.tiktok.settings import TikTokSettings

from . import settings
from .errors import StackError

CALLBACK = "/api/auth/tiktok/callback"
WEBHOOKS = "/api/webhooks/tiktok"
LONGEST_REDIRECT_URI = 511  # https://developers.tiktok.com/doc/login-kit-web
CLOCK_SECONDS = 30
TOOLS = ("java", "mvn", "initdb", "nginx")
Verdict = Literal["ok", "note", "WRONG"]


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    verdict: Verdict
    text: str

    def __str__(self) -> str:
        return f"{self.verdict:<6}{self.text}"


@dataclass(frozen=True)
class Answer:
    """What a URL answered: its status and the server's clock, or why there was no answer."""

    status: int = 0
    date: datetime | None = None
    error: str = ""


def examine() -> int:
    """Print every finding; the status is 1 where something is wrong."""
    findings = list(_machine())
    given = settings.overrides()
    if settings.has_real_app(given):
        findings += [*credentials(given), *addresses(given), *_network(given)]
    else:
        findings.append(Finding("ok", "No app of your own in .env: the sandbox plays TikTok."))
    for finding in findings:
        print(finding)
    return int(any(finding.verdict == "WRONG" for finding in findings))


def refuse_unusable_app() -> None:
    """Start nothing with half an app: the rest would be the sandbox's, its known secret too."""
    given = settings.overrides()
    if not settings.has_real_app(given):
        return
    wrong = [f.text for f in (*credentials(given), *addresses(given)) if f.verdict == "WRONG"]
    if wrong:
        raise StackError(f"{wrong[0]} `make doctor` says more.")


def _machine() -> Iterator[Finding]:
    for tool in TOOLS:
        found = shutil.which(tool) or shutil.which(
            tool, path="/usr/sbin:/usr/lib/postgresql/15/bin"
        )
        yield (
            Finding("ok", f"{tool}: {found}")
            if found
            else Finding("note", f"{tool} is missing; on Debian, as root, `make run` installs it.")
        )


def credentials(given: Mapping[str, str]) -> Iterator[Finding]:
    """Look at key and secret as text: whether they are right, only TikTok can say."""
    key, secret = given.get("TIKTOK_CLIENT_KEY", ""), given.get("TIKTOK_CLIENT_SECRET", "")
    if re.fullmatch(r"[A-Za-z0-9]{8,64}", key):
        yield Finding("ok", f"TIKTOK_CLIENT_KEY is well-formed: {key}")
    else:
        yield Finding("WRONG", "TIKTOK_CLIENT_KEY must be letters and digits, as TikTok shows it.")
    if not secret:
        yield Finding("WRONG", "TIKTOK_CLIENT_SECRET is missing.")
    elif secret == settings.SANDBOX_CLIENT_SECRET or not re.fullmatch(r"[!-~]{8,}", secret):
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


def _network(given: Mapping[str, str]) -> Iterator[Finding]:
    """Ask our own public address and TikTok's front door; neither asks about an account."""
    public_url = given.get("PUBLIC_URL", "").rstrip("/")
    if public_url.startswith("https://"):
        yield reachability(public_url, fetch(f"{public_url}{WEBHOOKS}"))
    api_url = given.get("TIKTOK_API_URL", "https://open.tiktokapis.com")
    yield clock(fetch(api_url), datetime.now(UTC))


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


def clock(answer: Answer, now: datetime) -> Finding:
    """Compare this machine's clock with TikTok's: signatures and tokens live by it."""
    if answer.date is None:
        return Finding("note", f"The clock could not be compared with TikTok's: {answer.error}")
    ahead = (now - answer.date).total_seconds()
    if abs(ahead) > CLOCK_SECONDS:
        return Finding("WRONG", f"This machine's clock is {ahead:+.0f} s off TikTok's.")
    return Finding("ok", "This machine's clock agrees with TikTok's.")


def fetch(url: str) -> Answer:
    """GET a URL without following redirects, within five seconds."""
    try:
        with _opener().open(url, timeout=5) as answer:
            return Answer(answer.status, _date(answer.headers.get("Date")))
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, _date(error.headers.get("Date")))
    except (urllib.error.URLError, ssl.SSLError, socket.gaierror, OSError, ValueError) as error:
        return Answer(error=str(getattr(error, "reason", error)))


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Take a redirect as an answer."""


def _opener() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(_NoRedirect)


def _date(text: str | None) -> datetime | None:
    return parsedate_to_datetime(text) if text else None
