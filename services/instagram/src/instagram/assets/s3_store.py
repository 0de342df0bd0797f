"""A media store in a bucket, on any server that speaks S3.

An object is sent by one PUT to a signed address, whatever its size: there is no multipart upload
that could be left over, and no second encoding of the body that some servers would keep.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Literal
from uuid import UUID

import aiohttp
import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import S3Store as Bucket

from instagram.assets.store import (
    BLOCK,
    BYTES,
    NotStored,
    Span,
    Stored,
    StoreUnavailable,
    checked,
    content_type_of,
)

LIFE = timedelta(minutes=15)
FAILED = "The media store does not answer; try again soon."
# No limit for all of a file: only for a connection, and for silence.
PATIENCE = aiohttp.ClientTimeout(total=None, sock_connect=10, sock_read=60)


class S3Store:
    """Objects of a bucket; `is_public` says that Meta may fetch from the bucket's own address."""

    def __init__(self, bucket: Bucket, session: aiohttp.ClientSession, is_public: bool) -> None:
        self._bucket, self._session, self.is_public = bucket, session, is_public

    async def put(self, key: str, body: bytes) -> None:
        """Send the bytes in one request."""
        with _telling():
            await obstore.put_async(
                self._bucket,
                checked(key),
                body,
                attributes={"Content-Type": BYTES},
                use_multipart=False,
            )

    async def put_file(self, key: str, path: Path) -> None:
        """Stream the file in one request."""
        headers = {"Content-Type": content_type_of(key)}
        address = await self._signed("PUT", key, LIFE)
        with _telling(), path.open("rb") as file:
            async with self._session.put(
                address, data=file, headers=headers, timeout=PATIENCE, allow_redirects=False
            ) as answer:
                if answer.status != HTTPStatus.OK:
                    raise StoreUnavailable(FAILED)
        size = await asyncio.to_thread(lambda: path.stat().st_size)
        if (await self.find(key)).size != size:
            raise StoreUnavailable(FAILED)

    async def find(self, key: str) -> Stored:
        """Ask for the object's size."""
        with _telling():
            found = await obstore.head_async(self._bucket, checked(key))
        return Stored(found["size"], (found["e_tag"] or "").strip('"'))

    async def read(self, key: str, span: Span) -> AsyncGenerator[bytes, None]:
        """Ask for a range of the object."""
        asked = {"Range": f"bytes={span.first}-{span.last}", "Accept-Encoding": "identity"}
        address = await self._signed("GET", key, LIFE)
        with _telling():
            async with self._session.get(
                address, headers=asked, timeout=PATIENCE, allow_redirects=False
            ) as answer:
                _check(answer, span)
                missing = span.size
                async for block in answer.content.iter_chunked(BLOCK):
                    missing -= len(block)
                    yield block
        if missing:
            raise StoreUnavailable(FAILED)

    async def delete(self, key: str) -> None:
        """Delete the object."""
        with _telling(), suppress(NotFoundError):
            await obstore.delete_async(self._bucket, checked(key))

    async def forget(self, asset_id: UUID) -> None:
        """Delete all objects under the asset's id."""
        with _telling():
            async for listed in obstore.list(self._bucket, prefix=f"{asset_id}/"):
                await obstore.delete_async(self._bucket, [found["path"] for found in listed])

    async def own_address(self, key: str, seconds: int) -> str:
        """Sign a GET of the bucket's own; a HEAD of the same address is refused everywhere."""
        return await self._signed("GET", key, timedelta(seconds=seconds))

    async def _signed(self, method: Literal["GET", "PUT"], key: str, life: timedelta) -> str:
        with _telling():
            return await obstore.sign_async(self._bucket, method, checked(key), life)


def _check(answer: aiohttp.ClientResponse, span: Span) -> None:
    """Refuse what is not the range that was asked for; some servers call a range 200."""
    if answer.status == HTTPStatus.NOT_FOUND:
        raise NotStored(str(span))
    began = answer.headers.get("Content-Range", "").startswith(f"bytes {span.first}-{span.last}/")
    if answer.status not in {HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT} or not began:
        raise StoreUnavailable(FAILED)


@contextmanager
def _telling() -> Iterator[None]:
    try:
        yield
    except (NotFoundError, FileNotFoundError) as error:
        raise NotStored from error
    except (BaseError, aiohttp.ClientError, TimeoutError) as error:
        raise StoreUnavailable(FAILED) from error
