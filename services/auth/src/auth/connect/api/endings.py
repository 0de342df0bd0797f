"""Where a browser is sent when a flow ends: to our page, to a host's own, or to an outcome."""

from http import HTTPStatus
from urllib.parse import urlencode

from aiohttp import web

from auth.connect.flow import Ending
from auth.connect.outcomes import SHOWABLE
from common.errors import ServiceError
from common.tracing import trace_id

# https://www.rfc-editor.org/rfc/rfc9700#section-4.2.4
CLEAN = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}


def own_page_address(ending: Ending) -> str:
    """Give the address of the page that began a flow, unless a host's page did."""
    if ending.return_to is not None:
        return str(ending.return_to)
    if ending.account_id is not None:
        result = {"connected": str(ending.account_id)}
    elif ending.choice_id is not None:
        result = {"choose": str(ending.choice_id)}
    else:
        result = {"error": ending.code}
    return f"/platforms/connect/{ending.provider}?{urlencode(result | _details(ending))}"


def outcome_address(ending: Ending) -> str:
    """Give the address of an outcome, for who came by a host's link and has no page here."""
    provider = {"provider": ending.provider} if ending.provider else {}
    return f"/api/auth/outcomes/{ending.code}?{urlencode(provider | _details(ending))}"


def redirect(status: HTTPStatus, location: str) -> web.Response:
    """Send a browser on; the next page does not learn from where."""
    return web.Response(status=status, headers={**CLEAN, "Location": location})


def for_a_person(request: web.Request, error: ServiceError, provider: str = "") -> Ending:
    """Give the ending that a page explains; for a program the error is raised."""
    if not is_page_load(request):
        raise error
    return Ending(provider, error.kind)


def is_page_load(request: web.Request) -> bool:
    """Whether a person's browser loads a page, as opposed to a program."""
    return "text/html" in request.headers.get("Accept", "")


def _details(ending: Ending) -> dict[str, str]:
    code = ending.platform_code
    said = {"said": code} if SHOWABLE.fullmatch(code) else {}
    return {**said, "trace": trace_id() or ""}
