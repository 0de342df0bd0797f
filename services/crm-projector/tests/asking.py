"""The API, asked over HTTP as one user or another."""

from collections.abc import Container
from pathlib import Path
from typing import Any
from uuid import UUID

import aiohttp
from aiohttp.test_utils import TestClient

from common.sessions import SessionGate, SessionKeys

from .sessions import ALICE, Signer

REVOKED = "signed-out"
ORIGIN = "https://app.test"
TIMELINE = "/api/crm/accounts/{}/timeline"


class Api:
    """The API, asked as some user."""

    def __init__(
        self, client: TestClient[aiohttp.web.Request, aiohttp.web.Application], signer: Signer
    ) -> None:
        self._client, self.signer = client, signer

    async def ask(self, path: str, headers: dict[str, str]) -> tuple[int, Any]:
        """Give the status and the body of an answer."""
        response = await self._client.get(path, headers=headers)
        return response.status, await response.json()

    async def post(self, path: str, headers: dict[str, str], body: Any) -> tuple[int, Any]:
        """Give the status and the body of the answer to a POST; without a body it has none."""
        response = await self._client.post(path, headers=headers, json=body)
        return response.status, await response.json()

    async def get(self, path: str, user_id: UUID = ALICE) -> Any:
        """Give the body of a 200."""
        status, body = await self.ask(path, self.signer.headers(user_id))
        assert status == 200, body
        return body

    async def shared_with(self, origin: str) -> str | None:
        """Give the origin that a page's request to read answers is granted to."""
        asked = {"Origin": origin, "Access-Control-Request-Method": "GET"}
        response = await self._client.options("/api/crm/accounts", headers=asked)
        return response.headers.get("Access-Control-Allow-Origin")


def gate_of(signer: Signer, folder: Path, revoked: Container[str] = (REVOKED,)) -> SessionGate:
    keys = folder / "keys.json"
    keys.write_text(signer.key_set())
    return SessionGate(SessionKeys.load(keys), "http://127.0.0.1:8080", revoked.__contains__)


async def whole(api: Api, path: str, name: str, limit: int) -> list[Any]:
    """Walk over every page."""
    rows: list[Any] = []
    cursor, asks = "", "&" if "?" in path else "?"
    while True:
        body = await api.get(f"{path}{asks}limit={limit}{cursor}")
        assert len(body[name]) <= limit
        rows += body[name]
        if body["next_cursor"] is None:
            return rows
        cursor = f"&cursor={body['next_cursor']}"
