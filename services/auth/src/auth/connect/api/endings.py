"""Where a browser is sent when a flow ends: to the pages, to a host's own, or to an outcome."""

from http import HTTPStatus
from urllib.parse import urlencode

from aiohttp import web

from auth.connect.flow import PROVIDER, Ending
from auth.connect.outcomes import SAYABLE
from common.errors import ServiceError
from common.tracing import trace_id

# https://www.rfc-editor.org/rfc/rfc9700#section-4.2.4
CLEAN = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
CONNECTING_PAGE = f"/platforms/connect/{PROVIDER}"


def own_page(ending: Ending) -> str:
    """Give the address of the page that began a flow, unless a host's page did."""
    if ending.return_to is not None:
        return str(ending.return_to)
    if ending.account_id is not None:
        told = {"connected": str(ending.account_id)}
    else:
        told = {"error": ending.code}
    return f"{CONNECTING_PAGE}?{urlencode(told | _beside(ending))}"


def outcome_page(ending: Ending) -> str:
    """Give the address of an outcome, for who came by a host's link and has no page here."""
    return f"/api/auth/outcomes/{ending.code}?{urlencode(_beside(ending))}"


def redirect(status: HTTPStatus, location: str) -> web.Response:
    """Send a browser on, without telling where from."""
    return web.Response(status=status, headers={**CLEAN, "Location": location})


def for_a_person(request: web.Request, error: ServiceError) -> Ending:
    """Give how the flow ended, for a page that tells it; for a program the error is raised."""
    if not is_page_load(request):
        raise error
    return Ending(error.kind)


def is_page_load(request: web.Request) -> bool:
    """Tell a person's browser that loads a page from a program."""
    return "text/html" in request.headers.get("Accept", "")


def _beside(ending: Ending) -> dict[str, str]:
    said = {"said": ending.said} if SAYABLE.fullmatch(ending.said) else {}
    return {**said, "trace": trace_id() or ""}
