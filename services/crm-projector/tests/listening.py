"""A reader of the stream, and APIs that each listen for themselves."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import aiohttp
from aiohttp.test_utils import TestClient, TestServer

from common.postgres import Pool
from crm_projector.app import create_app
from crm_projector.stream.changes import BEFORE_ALL
from crm_projector.stream.listening import Listener
from crm_projector.stream.streams import Streams

from .asking import REVOKED, gate_of
from .sessions import ALICE, Signer

STREAM = "/api/crm/stream"
DEADLINE = 20
Event = tuple[str, Any]


@dataclass
class Reader:
    """Reads as `EventSource` does: fields, and a blank line; signs of life only move the id."""

    response: aiohttp.ClientResponse
    last_id: str = ""
    retry: str = ""

    async def next(self) -> Event | None:
        """Give the next event and its data, or None where the stream has ended."""
        async with asyncio.timeout(DEADLINE):
            while (fields := await self.block()) is not None:
                if fields.get("event", "alive") != "alive":
                    return fields["event"], json.loads(fields["data"])
        return None

    async def change(self) -> str:
        """Give the account of the next event, which must be a change."""
        event = await self.next()
        assert event is not None
        assert event[0] == "change", event
        return str(event[1]["account_id"])

    async def block(self) -> dict[str, str] | None:
        """Give the fields up to a blank line, or None at the end."""
        fields: dict[str, str] = {}
        while line := (await self.response.content.readline()).decode():
            name, _, value = line.rstrip("\n").partition(":")
            if line == "\n":
                self.last_id = fields.get("id", self.last_id)
                self.retry = fields.get("retry", self.retry)
                return fields
            fields[name] = value.removeprefix(" ")
        return None


@dataclass
class Live:
    """One process of the API, which listens."""

    client: TestClient[aiohttp.web.Request, aiohttp.web.Application]
    signer: Signer
    streams: Streams
    listening: asyncio.Task[None]
    revoked: set[str]

    @asynccontextmanager
    async def reading(
        self, user_id: UUID = ALICE, query: str = "", headers: Mapping[str, str] = {}, **token: Any
    ) -> AsyncIterator[Reader]:
        """Keep a stream open."""
        who = self.signer.headers(user_id, **token)
        async with self.client.get(STREAM + query, headers={**who, **headers}) as response:
            assert response.status == 200, await response.text()
            yield Reader(response)

    async def stop(self) -> None:
        """Stop listening, as a signal does."""
        self.listening.cancel()
        with suppress(asyncio.CancelledError):
            await self.listening


@asynccontextmanager
async def live_api(
    pool: Pool, database_url: str, signer: Signer, folder: Path
) -> AsyncIterator[Live]:
    """Start an API that hears of changes."""
    streams = Streams()
    listening = asyncio.create_task(Listener(database_url, "crm", streams).run())
    revoked = {REVOKED}
    app = create_app(pool, gate_of(signer, folder, revoked), streams=streams)
    async with TestClient(TestServer(app)) as client:
        live = Live(client, signer, streams, listening, revoked)
        await begun(streams, BEFORE_ALL)
        yield live
        await live.stop()


async def begun(streams: Streams, before: str) -> None:
    """Wait until listening has begun, or begun anew."""
    async with asyncio.timeout(DEADLINE):
        while streams.newest == before:
            await asyncio.sleep(0.01)
