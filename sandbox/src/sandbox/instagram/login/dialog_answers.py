"""What both dialogs answer with."""

from http import HTTPStatus

from aiohttp import web
from multidict import MultiMapping

from sandbox.instagram.login.consent_pages import refusal_page
from sandbox.instagram.login.dialog_requests import DialogRefused
from sandbox.stage.journal import NOTE

DENIED = {
    "error": "access_denied",
    "error_code": "200",
    "error_description": "Permissions error",
    "error_reason": "user_denied",
}


Form = MultiMapping[str]


async def read_form(request: web.Request) -> Form:
    """The fields of a decision."""
    form: Form = await request.post()  # type: ignore[assignment]
    return form


def to(location: str) -> web.Response:
    """Send the browser on."""
    # a plain header: aiohttp's own redirects would change the fragment
    return web.Response(status=HTTPStatus.FOUND, headers={"Location": location})


def refused(request: web.Request, refusal: DialogRefused) -> web.Response:
    """Keep the browser on a page of the platform itself."""
    request[NOTE].effect = f"refused:{refusal}"
    return refusal_page("Something went wrong", str(refusal))
