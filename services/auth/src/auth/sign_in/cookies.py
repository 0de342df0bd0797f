"""The cookies: their names, and the attributes that hide them from scripts and other sites."""

from datetime import timedelta

from aiohttp import web

from auth.sign_in.tokens import Issued
from common.sessions import cookie_name

BROWSER_SECONDS = 15 * 60


class Cookies:
    """Sets and clears the cookie; it outlives its token, so that an expired one can be refreshed.

    https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#section-4.1.3.2
    """

    def __init__(self, public_url: str, idle: timedelta) -> None:
        self._name = cookie_name(public_url)
        self._max_age = int(idle.total_seconds())

    def set(self, response: web.StreamResponse, issued: Issued) -> None:
        """Give the browser a session's newest token."""
        self._set(response, issued.token, self._max_age)

    def clear(self, response: web.StreamResponse) -> None:
        """Delete the cookie."""
        self._set(response, "", 0)

    def _set(self, response: web.StreamResponse, value: str, max_age: int) -> None:
        _set_cookie(response, self._name, value, max_age=max_age)


class BrowserCookie:
    """Recognises the browser that opened a host application's link when it comes back."""

    def __init__(self, public_url: str) -> None:
        self._name = "__Host-connect" if public_url.startswith("https://") else "connect"

    def read(self, request: web.Request) -> str | None:
        """Give the secret that the browser was given, if any."""
        value = request.cookies.get(self._name, "")
        return value if value and value.isascii() else None

    def set(self, response: web.StreamResponse, value: str) -> None:
        """Give the browser a secret for as long as a connection may take."""
        _set_cookie(response, self._name, value, max_age=BROWSER_SECONDS)


BROWSER_COOKIE = web.AppKey("browser_cookie", BrowserCookie)


def _set_cookie(response: web.StreamResponse, name: str, value: str, *, max_age: int) -> None:
    response.set_cookie(
        name,
        value,
        max_age=max_age,
        path="/",
        secure=name.startswith("__Host-"),
        httponly=True,
        samesite="Lax",
    )
