"""Webhooks as tests meet them: sent by the sandbox over HTTP, or made by hand."""

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from common.event import Delivered
from common.subscription import one_by_one
from contracts.webhooks import WebhookReceived
from instagram.parts import Parts
from instagram.watching.webhooks import WebhookHandler
from platforms.instagram.account import Access, AccountCalls
from platforms.instagram.webhooks import split

from .support import Connected, Sandbox, delivered, row

FIELDS = ("comments", "mentions", "story_insights", "messages")


@dataclass
class Receiver:
    """Takes what the sandbox sends when it is released, as webhook-ingest does."""

    sandbox: Sandbox
    url: str = ""
    bodies: list[bytes] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        """Answer the challenge, and take deliveries."""
        if request.method == "GET":
            return web.Response(text=request.query["hub.challenge"])
        self.bodies.append(await request.read())
        return web.Response()

    async def subscribe(self, parts: Parts, account: Connected, side: str = "facebook") -> None:
        """Switch webhooks on for an app and an account, and keep back what is sent."""
        wish = {"side": side, "callback_url": self.url, "verify_token": "x", "fields": FIELDS}
        await self.sandbox.control("PUT", "subscriptions", wish)
        await self._switch_on(parts, account)
        await self.sandbox.switch(webhook_hold=True)

    async def _switch_on(self, parts: Parts, account: Connected) -> None:
        """Subscribe the account, or its Page, which takes the Page's own token."""
        held = await row(parts.pool, account.account_id)
        token: str = await parts.tokens.valid(account.account_id)
        client, node = parts.clients.of(held), account.page_id or "me"
        if account.page_id:
            pages = await client.pages(token)
            token = next(page.access_token or "" for page in pages if page.id == node)
        await AccountCalls(client, Access(account.ig_id, token), lambda usage: None).subscribe(node)

    async def received(self, order: str = "fifo", *, batch: bool = False) -> list[WebhookReceived]:
        """Let everything be sent; gives a record for each change."""
        self.bodies.clear()
        wish = {"order": order, "batch": batch}
        await self.sandbox.control("POST", "webhooks/release", wish)
        return [record for body in self.bodies for record in records(body)]


def records(body: bytes) -> list[WebhookReceived]:
    """What webhook-ingest appends for a delivery: a record for each change."""
    return [
        WebhookReceived(
            provider="instagram",
            platform_user_id=change.account_id,
            external_id=change.external_id,
            verdict="verified",
            event_type=change.field,
            occurred_at=change.sent_at,
            body=change.body,
        )
        for change in split(body)
    ]


def told(ig_id: str, name: str, value: object, at: int) -> WebhookReceived:
    """One change, made by hand."""
    change = {"field": name, "value": value}
    body = {"object": "instagram", "entry": [{"id": ig_id, "time": at, "changes": [change]}]}
    [record] = records(json.dumps(body).encode())
    return record


async def hear(parts: Parts, *received: WebhookReceived) -> None:
    """Let the service consume changes, each in a transaction of its own."""
    handler = WebhookHandler(parts.outbox)
    for event in received:
        async with parts.pool.connection() as connection:
            await handler.handle(connection, delivered(event))


async def hear_together(parts: Parts, *received: WebhookReceived) -> None:
    """Let the service consume changes in one transaction, as the exact loop does."""
    handler = WebhookHandler(parts.outbox)
    handle = handler.in_lock_order(one_by_one({WebhookReceived: handler.handle}))
    batch: list[Delivered] = [delivered(event) for event in received]
    async with parts.pool.connection() as connection:
        await handle(connection, batch)


def comment(name: str = "17900000000000011", **changes: Any) -> dict[str, Any]:
    """The value of a comment's webhook."""
    return {
        "id": name,
        "text": "Nice shot",
        "from": {"id": "990000000000001", "username": "sample_fan"},
        "media": {"id": "17890000000000021", "media_product_type": "FEED"},
        **changes,
    }
