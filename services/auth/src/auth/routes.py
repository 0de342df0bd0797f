"""Every route of the API, each with who may use it."""

from aiohttp import web

from auth import account_handlers as accounts
from auth import connect_handlers as connect
from auth import sign_in_handlers as sign_in
from auth.policy import FromPlatform, Public, Recent, SignedIn

ROUTES = (
    web.post("/api/auth/register", Public(sign_in.register).serve),
    web.post("/api/auth/login", Public(sign_in.login).serve),
    web.post("/api/auth/refresh", Recent(sign_in.refresh).serve),
    web.post("/api/auth/logout", Recent(sign_in.logout).serve),
    web.get("/api/auth/session", Recent(sign_in.show_session).serve),
    web.get("/api/auth/tiktok", Recent(connect.begin_tiktok).serve),
    web.get("/api/auth/tiktok/callback", FromPlatform(connect.finish_tiktok).serve),
    web.get("/api/auth/outcomes/{code}", FromPlatform(connect.show_outcome).serve),
    web.get("/api/auth/accounts", SignedIn(accounts.list_accounts).serve),
    web.get("/api/auth/accounts/{account_id}", SignedIn(accounts.show_account).serve),
    web.delete("/api/auth/accounts/{account_id}", SignedIn(accounts.end_account).serve),
)
