"""The GET that a callback must answer before anything is delivered to it."""

import secrets
from http import HTTPStatus

from aiohttp import ClientError, ClientSession, ClientTimeout

from sandbox.instagram.webhooks.subscriptions import AppSubscription

TIMEOUT = ClientTimeout(total=10)
LARGEST = 2_000_000_000


async def verify(session: ClientSession, wanted: AppSubscription) -> bool:
    """Whether the callback answers 200 with exactly the challenge."""
    challenge = str(secrets.randbelow(LARGEST))
    query = {
        "hub.mode": "subscribe",
        "hub.challenge": challenge,
        "hub.verify_token": wanted.verify_token,
    }
    try:
        async with session.get(
            wanted.callback_url, params=query, timeout=TIMEOUT, allow_redirects=False
        ) as response:
            echoed = await response.text()
            return response.status == HTTPStatus.OK and echoed == challenge
    except (ClientError, TimeoutError, ValueError):
        return False
