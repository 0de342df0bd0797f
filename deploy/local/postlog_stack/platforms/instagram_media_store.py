"""What `make doctor` says of a media store of one's own: it is written to, read, and emptied."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import suppress
from http import HTTPStatus
from uuid import UUID, uuid4

import aiohttp
from pydantic import ValidationError

from common.errors import Unavailable
from instagram.assets.s3_store import S3Store
from instagram.assets.settings import MediaSettings
from instagram.assets.store import MediaStore, NotStored, Span
from postlog_stack.findings import Finding

NAMES = ("MEDIA_STORE", "MEDIA_STORE_ACCESS_KEY", "MEDIA_STORE_SECRET_KEY", "MEDIA_STORE_PUBLIC")
CONTENT = b"Postlog looks whether files can be kept here."
PART = Span(8, 12)
WAIT = aiohttp.ClientTimeout(total=20)


def examine(given: Mapping[str, str]) -> list[Finding]:
    """Try the store that `.env` names; the default is a folder of the stack's own."""
    if not given.get("MEDIA_STORE"):
        return []
    try:
        settings = MediaSettings.model_validate(
            {name.lower(): given[name] for name in NAMES if given.get(name)}
        )
    except ValidationError as error:
        return list(_malformed(error))
    return asyncio.run(_try(settings))


def _malformed(error: ValidationError) -> Iterator[Finding]:
    for item in error.errors(include_url=False, include_input=False):
        name = "_".join(map(str, item["loc"])).upper()
        yield Finding("WRONG", f"{name or 'MEDIA_STORE'}: {item['msg']}")


async def _try(settings: MediaSettings) -> list[Finding]:
    asset_id = uuid4()
    try:
        async with settings.open_media_store() as store:
            try:
                return [finding async for finding in _findings(store, asset_id)]
            finally:
                with suppress(Unavailable):
                    await store.forget(asset_id)
    except (Unavailable, NotStored) as error:
        text = f"The media store cannot be written and read: {error or 'what was put is not there'}"
        return [Finding("WRONG", text)]


async def _findings(store: MediaStore, asset_id: UUID) -> AsyncIterator[Finding]:
    key = f"{asset_id}/probe"
    await store.put(key, CONTENT)
    size = (await store.find(key)).size
    part = b"".join([block async for block in store.read(key, PART)])
    if (size, part) != (len(CONTENT), CONTENT[PART.first : PART.last + 1]):
        yield Finding("WRONG", "The media store gives something else than was put into it.")
        return
    yield Finding("ok", "The media store takes a file, and gives it and a part of it back.")
    if isinstance(store, S3Store) and store.is_public:
        yield await _from_outside(await store.own_address(key, 60))


async def _from_outside(address: str) -> Finding:
    """Fetch a part without an account, as Meta does."""
    asked = {"Range": f"bytes={PART.first}-{PART.last}"}
    try:
        async with (
            aiohttp.ClientSession(timeout=WAIT) as session,
            session.get(address, headers=asked, allow_redirects=False) as answer,
        ):
            status, body = answer.status, await answer.content.read(len(CONTENT))
    except (aiohttp.ClientError, TimeoutError) as error:
        return Finding("WRONG", f"The bucket's own address does not answer: {error}")
    if body == CONTENT[PART.first : PART.last + 1]:
        return Finding("ok", "The bucket's own addresses give a file, and a part of it.")
    if status == HTTPStatus.OK:
        return Finding(
            "note", "The bucket's own addresses give no parts of a file, only all of it."
        )
    return Finding("WRONG", f"The bucket's own address answers {status}: Meta cannot fetch there.")
