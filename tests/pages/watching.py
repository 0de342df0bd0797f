"""What a browser complains of, and whom it talks to, while a test uses a page."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, ConsoleMessage, Request, WebError
from waiting import Missing

VIOLATION = "Content Security Policy:"
# A violation that is only reported by an event is written to the console, like all others.
REPORT_VIOLATIONS = f"""
document.addEventListener('securitypolicyviolation', (event) => {{
  console.error('{VIOLATION}', event.effectiveDirective, 'refuses', event.blockedURI);
}});
"""
# A post is in the CRM a moment after it was made: its page asks for it before, and again.
NOT_YET = re.compile(r"404 \(Not Found\) \(\S+/api/crm/\w+/posts/[0-9a-f-]{36}\)$")
# Leaving a page ends what it was still loading; an event stream is always still loading.
ENDED = "net::ERR_ABORTED"


@dataclass
class Watch:
    """Collects the complaints of one browser context; `expected` are parts of those to overlook.

    Chromium complains of every answer of 400 and above: a test that provokes one says so, as in
    `expected.append("/api/auth/login")`.
    """

    gateway: str
    sandbox: str
    expected: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    async def over(self, context: BrowserContext) -> None:
        """Begin."""
        context.on("console", self._hear)
        context.on("weberror", self._see)
        context.on("request", self._follow)
        context.on("requestfailed", self._miss)
        await context.add_init_script(REPORT_VIOLATIONS)

    def unexpected(self) -> list[str]:
        """Give the complaints that no test has foreseen."""
        return [
            one
            for one in self.complaints
            if not NOT_YET.search(one) and not any(part in one for part in self.expected)
        ]

    def require_peace(self) -> None:
        """Raise `Missing`, unless every complaint was expected."""
        if found := self.unexpected():
            raise Missing("\n  ".join(["peace in the browser:", *found]))

    def _hear(self, message: ConsoleMessage) -> None:
        page = message.page.url if message.page else ""
        if message.type in ("error", "warning") and not page.startswith(f"{self.sandbox}/"):
            self.complaints.append(f"{message.type}: {message.text} ({message.location['url']})")

    def _see(self, error: WebError) -> None:
        self.complaints.append(f"uncaught: {error.error}")

    def _follow(self, request: Request) -> None:
        self.requests.append(request.url)
        if not self._may(request):
            self.complaints.append(f"foreign: {request.method} {request.url}")

    def _may(self, request: Request) -> bool:
        """Let the sandbox be visited, as TikTok is, and media be shown from there."""
        url = urlsplit(request.url)
        origin = f"{url.scheme}://{url.netloc}"
        if origin == self.gateway or url.scheme in ("data", "blob"):
            return True
        is_at_tiktok = request.is_navigation_request() or request.frame.url.startswith(origin)
        is_shown = request.resource_type in ("image", "media") and url.path.startswith("/media/")
        return origin == self.sandbox and (is_at_tiktok or is_shown)

    def _miss(self, request: Request) -> None:
        if request.failure != ENDED:
            self.complaints.append(f"failed: {request.url}: {request.failure}")
