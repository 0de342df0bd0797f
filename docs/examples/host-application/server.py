"""A host application: its own users and pages, with Postlog behind them.

Run it with `python server.py`; README.md says what it needs. The browser never sees the API key.
"""

import os
import secrets
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import aiohttp
from aiohttp import web

HERE = Path(__file__).parent
POSTLOG_URL = os.environ.get("POSTLOG_URL", "http://127.0.0.1:8080")
API_KEY = os.environ["POSTLOG_API_KEY"]
PORT = int(os.environ.get("PORT", "8200"))
POSTLOG = web.AppKey("postlog", aiohttp.ClientSession)
# Who is signed in, by the host's own cookie. A real application has a sign-in of its own.
USERS = web.AppKey("users", dict[str, str])


async def show_page(request: web.Request) -> web.Response:
    """Give the page, and sign a new visitor in as somebody."""
    page = (HERE / "index.html").read_text().replace("POSTLOG_URL", POSTLOG_URL)
    response = web.Response(text=page, content_type="text/html")
    if request.cookies.get("host") not in request.app[USERS]:
        cookie = secrets.token_urlsafe(32)
        request.app[USERS][cookie] = f"user-{secrets.token_hex(4)}"
        response.set_cookie("host", cookie, httponly=True, samesite="Lax")
    return response


async def give_script(_request: web.Request) -> web.FileResponse:
    """Give the page's script."""
    return web.FileResponse(HERE / "app.js")


async def give_token(request: web.Request) -> web.Response:
    """Give the page a connect token for whoever is signed in here, and for nobody else."""
    answer = await ask(request, "connect-tokens", {"user_id": signed_in(request)})
    return web.json_response({"token": answer["token"]})


async def finish(request: web.Request) -> web.Response:
    """Confirm, for the user of *this* browser, the connection that came back to it."""
    query = request.query
    if "error" in query:
        raise web.HTTPSeeOther(f"/?error={query['error']}")
    try:  # what a browser brings becomes a part of an address only where it is an id
        connection_id = UUID(query["connection_id"])
    except (KeyError, ValueError):
        raise web.HTTPBadRequest(text="There is no such connection.") from None
    body = {"code": query.get("code", ""), "user_id": signed_in(request)}
    answer = await ask(request, f"connections/{connection_id}/confirm", body)
    raise web.HTTPSeeOther(f"/?account={answer['account_id']}")


def signed_in(request: web.Request) -> str:
    """Give the host's own name for its user."""
    user = request.app[USERS].get(request.cookies.get("host", ""))
    if user is None:
        raise web.HTTPUnauthorized(text="Sign in first.")
    return user


async def ask(request: web.Request, path: str, body: dict[str, str]) -> dict[str, str]:
    """Call Postlog with the API key."""
    headers = {"Authorization": f"Bearer {API_KEY}"}
    url = f"{POSTLOG_URL}/api/auth/{path}"
    async with request.app[POSTLOG].post(url, json=body, headers=headers) as response:
        answer: dict[str, str] = await response.json(content_type=None)
    if response.status >= 400:
        raise web.HTTPBadGateway(text=answer["detail"])
    return answer


async def open_postlog(app: web.Application) -> AsyncIterator[None]:
    """Keep one client for as long as the server runs."""
    async with aiohttp.ClientSession() as session:
        app[POSTLOG] = session
        yield


def create_app() -> web.Application:
    """Wire it."""
    app = web.Application()
    app[USERS] = {}
    app.cleanup_ctx.append(open_postlog)
    app.router.add_get("/", show_page)
    app.router.add_get("/app.js", give_script)
    app.router.add_post("/token", give_token)
    app.router.add_get("/connected", finish)
    return app


if __name__ == "__main__":
    web.run_app(create_app(), host="127.0.0.1", port=PORT, access_log=None)
