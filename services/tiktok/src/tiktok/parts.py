"""What every process of this service is made of, joined by constructor."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp

from accounts.calls.authorized import AuthorizedCalls
from accounts.platform import Platform
from accounts.tokens.tokens import AccountTokens
from common.faults import FaultPoints
from common.outbox import Outbox
from common.platform_calls import observer
from common.postgres import Pool, open_pool
from platforms.tiktok.client import TikTok
from tiktok.platform import LIMITS, platform
from tiktok.publishing.cancel import Cancelling
from tiktok.publishing.checks import PostChecks, Rules
from tiktok.publishing.creators import Creators
from tiktok.publishing.init import Inits
from tiktok.publishing.retry import Retrying
from tiktok.publishing.start import Publishing
from tiktok.sealed_columns import SCHEMA
from tiktok.settings import TikTokServiceSettings
from tiktok.uploads.chunks import Chunks
from tiktok.uploads.transfer import Transfer
from tiktok.watching.polling import Polling
from vault.keyring import Keyring

SERVICE = SCHEMA


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts share nothing but the schema with those of other processes."""

    pool: Pool
    outbox: Outbox
    platform: Platform
    tiktok: TikTok
    tokens: AccountTokens
    calls: AuthorizedCalls
    polling: Polling
    creators: Creators
    inits: Inits
    publishing: Publishing
    retrying: Retrying
    cancelling: Cancelling
    chunks: Chunks
    transfer: Transfer
    verified: tuple[str, ...]
    faults: FaultPoints


def join(pool: Pool, tiktok: TikTok, keyring: Keyring, faults: FaultPoints, rules: Rules) -> Parts:
    """Put the parts together."""
    outbox, described = Outbox(SERVICE), platform(tiktok)
    tokens = AccountTokens(pool, keyring, described, outbox, faults)
    calls = AuthorizedCalls(pool, tokens, LIMITS)
    creators = Creators(pool, tiktok, calls, tokens, rules.slots)
    checks = PostChecks(tokens, creators, rules)
    inits = Inits(pool, outbox, tiktok, calls, tokens, faults)
    polling = Polling(pool, outbox, tiktok, calls)
    chunks = Chunks(pool=pool, outbox=outbox, tiktok=tiktok, polling=polling, faults=faults)
    transfer = Transfer(pool=pool, outbox=outbox, tokens=tokens, chunks=chunks)
    return Parts(
        pool=pool,
        outbox=outbox,
        platform=described,
        tiktok=tiktok,
        tokens=tokens,
        calls=calls,
        polling=polling,
        creators=creators,
        inits=inits,
        publishing=Publishing(pool, outbox, tokens, checks, inits),
        retrying=Retrying(pool, outbox, tokens, checks, inits, transfer),
        cancelling=Cancelling(pool, outbox, tiktok, calls, transfer),
        chunks=chunks,
        transfer=transfer,
        verified=tuple(rules.verified),
        faults=faults,
    )


@asynccontextmanager
async def open_parts(settings: TikTokServiceSettings) -> AsyncIterator[Parts]:
    """Open database and HTTP session for as long as the process works."""
    async with (
        open_pool(
            settings.database_url.get_secret_value(), SCHEMA, settings.database_pool_size
        ) as pool,
        # The calls of all users share the session: no answer may leave a cookie for another's.
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
    ):
        app = settings.tiktok_app()
        parts = join(
            pool,
            TikTok(session, app, observer(SERVICE)),
            Keyring.load(settings.token_keyring_file),
            FaultPoints(settings.fault_point_file),
            Rules(settings.slots(), app.verified_url_prefixes, app.scopes),
        )
        try:
            yield parts
        finally:
            await parts.tokens.close()
