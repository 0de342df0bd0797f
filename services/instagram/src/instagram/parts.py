"""What every process and every room of this service is made of, joined by constructor."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp

from accounts.calls.authorized import AuthorizedCalls
from accounts.platform import Platform
from accounts.tokens.tokens import AccountTokens
from accounts.turns import Turns
from common.faults import FaultPoints
from common.outbox import Outbox
from common.platform_calls import observer
from common.postgres import Pool, open_pool
from instagram.access import InstagramCalls
from instagram.assets.parts import AssetParts
from instagram.clients import Clients
from instagram.pages.observing import ObservedPages
from instagram.platform import LIMITS, platform
from instagram.sealed_columns import SCHEMA
from instagram.settings import InstagramServiceSettings
from vault.keyring import Keyring

SERVICE = SCHEMA


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts share nothing but the schema with those of other processes.

    `calls` are those about an account, `authorized` those that are made with the person's token.
    """

    pool: Pool
    outbox: Outbox
    platform: Platform
    clients: Clients
    tokens: AccountTokens
    authorized: AuthorizedCalls
    pages: ObservedPages
    calls: InstagramCalls
    turns: Turns
    faults: FaultPoints
    media: AssetParts


def join(
    pool: Pool,
    clients: Clients,
    keyring: Keyring,
    turns: Turns,
    faults: FaultPoints,
    media: AssetParts,
) -> Parts:
    """Put the parts together."""
    outbox, described = Outbox(SERVICE), platform(clients)
    tokens = AccountTokens(pool, keyring, described, outbox, faults)
    authorized = AuthorizedCalls(pool, tokens, LIMITS)
    pages = ObservedPages(
        pool=pool,
        outbox=outbox,
        clients=clients,
        tokens=tokens,
        calls=authorized,
        turns=turns,
        faults=faults,
    )
    return Parts(
        pool=pool,
        outbox=outbox,
        platform=described,
        clients=clients,
        tokens=tokens,
        authorized=authorized,
        pages=pages,
        calls=InstagramCalls(pool, authorized, tokens, clients, pages),
        turns=turns,
        faults=faults,
        media=media,
    )


@asynccontextmanager
async def open_parts(settings: InstagramServiceSettings) -> AsyncIterator[Parts]:
    """Open database and HTTP session for as long as the process works."""
    async with (
        open_pool(
            settings.database_url.get_secret_value(), SCHEMA, settings.database_pool_size
        ) as pool,
        # The calls of all users share the session: no answer may leave a cookie for another's.
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
        settings.open_media_store() as store,
    ):
        keyring = Keyring.load(settings.token_keyring_file)
        parts = join(
            pool,
            Clients.opened(session, settings.instagram_apps(), observer(SERVICE)),
            keyring,
            settings.turns(),
            FaultPoints(settings.fault_point_file),
            AssetParts(pool, store, keyring, settings),
        )
        try:
            yield parts
        finally:
            await parts.tokens.close()
