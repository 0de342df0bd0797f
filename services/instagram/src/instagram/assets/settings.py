"""Where pictures and videos lie, as the environment says it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Self
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import aiohttp
from obstore.store import S3Store as Bucket
from pydantic import PositiveInt, SecretStr, model_validator

from common.settings import Settings
from instagram.assets.local_store import LocalStore
from instagram.assets.s3_store import S3Store
from instagram.assets.store import MediaStore


class MediaSettings(Settings):
    """`MEDIA_STORE` is `file:///folder`, or `s3://bucket/prefix?endpoint=https://…&region=…`.

    `MEDIA_STORE_PUBLIC` lets Meta fetch from the bucket itself, by addresses that it signs.
    """

    media_store: str = "file:///var/lib/postlog/media"
    media_store_access_key: SecretStr | None = None
    media_store_secret_key: SecretStr | None = None
    media_store_public: bool = False
    media_bytes_per_user: PositiveInt = 4_000_000_000

    @model_validator(mode="after")
    def _refuse_unusable_store(self) -> Self:
        where = urlsplit(self.media_store)
        if where.scheme == "file":
            if where.netloc or not where.path.startswith("/") or where.path == "/":
                raise ValueError("MEDIA_STORE needs a folder, such as file:///var/lib/media")
            if self.media_store_public:
                raise ValueError("MEDIA_STORE_PUBLIC is for a store with addresses of its own")
        elif where.scheme != "s3" or not where.netloc:
            raise ValueError("MEDIA_STORE must be file:///folder or s3://bucket")
        elif not (self.media_store_access_key and self.media_store_secret_key):
            raise ValueError("MEDIA_STORE=s3://… needs MEDIA_STORE_ACCESS_KEY and …_SECRET_KEY")
        return self

    @asynccontextmanager
    async def open_media_store(self) -> AsyncIterator[MediaStore]:
        """Open the store for as long as the process works."""
        where = urlsplit(self.media_store)
        if where.scheme == "file":
            yield LocalStore(Path(unquote(where.path)))
            return
        async with aiohttp.ClientSession(
            cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=False
        ) as session:
            yield S3Store(self._bucket(where), session, self.media_store_public)

    def _bucket(self, where: SplitResult) -> Bucket:
        more = {name: texts[0] for name, texts in parse_qs(where.query).items()}
        key, secret = self.media_store_access_key, self.media_store_secret_key
        return Bucket(
            where.netloc,
            prefix=where.path.strip("/") or None,
            endpoint=more.get("endpoint"),
            region=more.get("region", "us-east-1"),
            access_key_id=key.get_secret_value() if key else None,
            secret_access_key=secret.get_secret_value() if secret else None,
            client_options={"allow_http": True, "timeout": "60s", "connect_timeout": "10s"},
            retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=20)},
        )
