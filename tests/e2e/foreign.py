"""A page of another origin: what a browser lets its script send to Postlog, and read.

https://fetch.spec.whatwg.org/#http-cors-protocol
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from browser import API, Answer, Browser
from forms import Fields

SIMPLE_METHODS = frozenset({"GET", "HEAD", "POST"})
# What a script may send without a preflight, and read without a word from the server.
SIMPLE_HEADERS = frozenset({"accept"})
READABLE = frozenset({"cache-control", "content-length", "content-type", "expires"})


class Blocked(Exception):
    """The browser does not let this page send, or read, what its script asked for."""


@dataclass
class ForeignPage(Browser):
    """Asks Postlog, and Postlog only, with a token; its cookies would stay at home."""

    origin: str = ""
    token: str = field(default="", repr=False)

    async def fetch(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] = API,
        data: bytes | Fields | None = None,
    ) -> Answer:
        """Send what the preflight allows; raises `Blocked` where it, or the answer, does not."""
        sent = {**headers, "Authorization": f"Bearer {self.token}"}
        await self._ask_first(method, url, {name.lower() for name in sent} - SIMPLE_HEADERS)
        answer = await self._from_here(method, url, sent, data)
        readable = READABLE | _names(answer, "Access-Control-Expose-Headers")
        shown = {name: text for name, text in answer.headers.items() if name.lower() in readable}
        return replace(answer, headers=shown)

    def proof(self) -> dict[str, str]:
        """Give nothing: a token that no browser sends by itself is proof enough."""
        return {}

    async def _ask_first(self, method: str, url: str, names: set[str]) -> None:
        asked = {
            "Access-Control-Request-Method": method,
            "Access-Control-Request-Headers": ",".join(sorted(names)),
        }
        answer = await self._from_here("OPTIONS", url, asked)
        methods = {one.upper() for one in _names(answer, "Access-Control-Allow-Methods")}
        if answer.status // 100 != 2 or method not in SIMPLE_METHODS | methods:
            raise Blocked(f"{method} {url}: the preflight answers {answer.status}, {methods}")
        if missing := names - _names(answer, "Access-Control-Allow-Headers"):
            raise Blocked(f"{method} {url}: the preflight does not allow {missing}")

    async def _from_here(
        self, method: str, url: str, headers: Mapping[str, str], data: bytes | Fields | None = None
    ) -> Answer:
        answer = await super().fetch(method, url, {**headers, "Origin": self.origin}, data)
        if answer.headers.get("Access-Control-Allow-Origin") != self.origin:
            raise Blocked(f"{method} {url}: the answer {answer.status} is not for {self.origin}")
        return answer


def _names(answer: Answer, header: str) -> set[str]:
    return {name.strip().lower() for name in answer.headers.get(header, "").split(",")}
