"""The session cookie: its name, and the attributes that keep it from scripts and other sites."""

from datetime import timedelta

from aiohttp import web

from auth.tokens import Issued
from common.sessions import cookie_name


class Cookies:
    """Sets and clears the cookie; it outlives its token, so that an expired one can be refreshed.

    https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#section-4.1.3.2
    """

    def __init__(self, public_url: str, idle: timedelta) -> None:
        self._name = cookie_name(public_url)
        self._secure = public_url.startswith("https://")
        self._max_age = int(idle.total_seconds())

    def set(self, response: web.StreamResponse, issued: Issued) -> None:
        """Give the browser a session's newest token."""
        self._set(response, issued.token, self._max_age)

    def clear(self, response: web.StreamResponse) -> None:
        """Take it away."""
        self._set(response, "", 0)

    def _set(self, response: web.StreamResponse, value: str, max_age: int) -> None:
        response.set_cookie(
            self._name,
            value,
            max_age=max_age,
            path="/",
            secure=self._secure,
            httponly=True,
            samesite="Lax",
        )
