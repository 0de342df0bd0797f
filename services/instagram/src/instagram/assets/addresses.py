"""Addresses of ours under which a stored file can be fetched for a while, by whoever has one."""

import hmac
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from urllib.parse import urlencode

from instagram.assets.s3_store import S3Store
from instagram.assets.store import MediaStore
from instagram.errors import AddressRefused
from vault.keyring import Keyring

PATH = "/api/instagram/media/{asset_id}/{name}"
LIFE = timedelta(hours=24)
PURPOSE = b"postlog: addresses of media, version 1"


class Addresses:
    """Signs by a key derived from the ring's primary, and believes any key of the ring."""

    def __init__(self, public_url: str, keyring: Keyring) -> None:
        self._public_url, self._keyring = public_url.rstrip("/"), keyring

    def signed(self, store_key: str, now: datetime, life: timedelta = LIFE) -> str:
        """Give an address of a stored file; raises ValueError where it would last too long."""
        if not timedelta(0) < life <= LIFE:
            raise ValueError("an address lasts for 24 hours at most")
        asset_id, _, name = store_key.partition("/")
        expires = str(int((now + life).timestamp()))
        keys = self._keyring.current()
        signature = _signature(keys.keys[keys.primary], store_key, expires)
        query = urlencode({"expires": expires, "signature": signature})
        path = PATH.format(asset_id=asset_id, name=name)
        return f"{self._public_url}{path}?{query}"

    def check(self, store_key: str, expires: str, signature: str, now: datetime) -> None:
        """Raise `AddressRefused` unless we have signed this, and its time is not over."""
        given = signature.encode(errors="surrogateescape")
        good = [
            hmac.compare_digest(_signature(key, store_key, expires).encode(), given)
            for key in self._keyring.keys.values()
        ]
        if not any(good):
            raise AddressRefused("This address was not made by Postlog.")
        if datetime.fromtimestamp(int(expires), UTC) <= now:
            raise AddressRefused("The time of this address is over.")


class MediaAddresses:
    """Gives the address for Meta: the store's own where that is public, and else ours."""

    def __init__(self, store: MediaStore, addresses: Addresses) -> None:
        self._own = store if isinstance(store, S3Store) and store.is_public else None
        self._addresses = addresses

    async def for_meta(self, store_key: str) -> str:
        """Sign an address that is good for 24 hours."""
        if self._own is not None:
            return await self._own.own_address(store_key, int(LIFE.total_seconds()))
        return self._addresses.signed(store_key, datetime.now(UTC))

    def for_preview(self, store_key: str) -> str:
        """Sign an address of ours: pages may load from no other origin."""
        return self._addresses.signed(store_key, datetime.now(UTC))


def _signature(key: bytes, store_key: str, expires: str) -> str:
    derived = hmac.digest(key, PURPOSE, sha256)
    digest = hmac.digest(derived, f"{store_key}\n{expires}".encode(), sha256)
    return urlsafe_b64encode(digest).decode().rstrip("=")
