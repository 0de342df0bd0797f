"""What `make doctor` says of one thing, and what a URL answered when it looked."""

import socket
import ssl
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Literal

Verdict = Literal["ok", "note", "WRONG"]
CLOCK_SECONDS = 30


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


def clock(answer: Answer, now: datetime, title: str) -> Finding:
    """Compare this machine's clock with a platform's: signatures and tokens depend on it."""
    if answer.date is None:
        return Finding("note", f"The clock could not be compared with {title}'s: {answer.error}")
    ahead = (now - answer.date).total_seconds()
    if abs(ahead) > CLOCK_SECONDS:
        return Finding("WRONG", f"This machine's clock is {ahead:+.0f} s off {title}'s.")
    return Finding("ok", f"This machine's clock agrees with {title}'s.")


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
