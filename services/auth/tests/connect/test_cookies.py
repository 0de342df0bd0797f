"""The calls for all users share a session, and nothing else."""

from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from auth.connect.registered import open_logins
from auth.settings import ApiSettings
from platforms.errors import GrantRefused


async def test_a_cookie_that_a_platform_sets_for_one_user_is_not_sent_for_another(
    settings: ApiSettings,
) -> None:
    seen = []

    async def token(request: Any) -> Any:
        seen.append(request.headers.get("Cookie"))
        answer = web.json_response({"error": "invalid_grant"})
        answer.set_cookie("session", "of-mara")
        return answer

    app = web.Application()
    app.router.add_post("/v2/oauth/token/", token)
    async with TestServer(app, host="localhost") as server:
        there = settings.model_copy(update={"tiktok_api_url": str(server.make_url("")).rstrip("/")})
        async with open_logins(there) as [login, *_]:
            for code in ("of-mara", "of-theo"):
                with pytest.raises(GrantRefused):
                    await login.exchange(code, "https://postlog.example", None)

    assert seen == [None, None]
