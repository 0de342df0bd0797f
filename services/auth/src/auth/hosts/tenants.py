"""Host applications: other people's frontends, whose users connect accounts here."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from psycopg.errors import UniqueViolation
from psycopg.rows import class_row
from yarl import URL

from auth.sign_in.sessions import fingerprint
from common.postgres import Connection

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
KEY_PREFIX = "pk_"
SHOWN_LENGTH = 11
TENANT = "tenants.tenant_id, name, allowed_origins, return_urls"


@dataclass(frozen=True, slots=True)
class Tenant:
    """A host application: the pages that it has, and where its users return to."""

    tenant_id: UUID
    name: str
    allowed_origins: list[str]
    return_urls: list[str]

    @classmethod
    def new(cls, name: str, allowed_origins: list[str], return_urls: list[str]) -> "Tenant":
        """Make one; raises ValueError for an address that could lead elsewhere."""
        if not 1 <= len(name) <= 100 or not name.isprintable():
            raise ValueError("a name has 1 to 100 printable characters")
        for origin in allowed_origins:
            check_address(origin)
            if str(URL(origin).origin()) != origin:  # as browsers send it
                raise ValueError(f"{origin!r} is no origin such as https://app.example.com")
        for url in return_urls:
            check_address(url)
        return cls(uuid4(), name, allowed_origins, return_urls)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as it is listed; the key itself is shown once, when it is made."""

    prefix: str
    created_at: datetime
    revoked_at: datetime | None

    @staticmethod
    def prefix_of(key: str) -> str:
        """Give how a key begins: enough to tell keys apart, and too little to use one."""
        return key[:SHOWN_LENGTH]


def check_address(url: str) -> None:
    """Raise ValueError unless it is https, or http on loopback, without user and fragment."""
    parts = urlsplit(url)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if not is_safe or not parts.hostname or "@" in parts.netloc or "#" in url or "\\" in url:
        raise ValueError(f"{url!r} must be https (or http on loopback), without user and fragment")


def new_api_key() -> str:
    """Give a key of 256 random bits."""
    return KEY_PREFIX + secrets.token_urlsafe(32)


class Tenants:
    """The rows of `tenants` and `api_keys`; the caller owns the connection and its transaction."""

    def __init__(self, connection: Connection) -> None:
        self.connection = self._connection = connection

    async def create(self, tenant: Tenant) -> None:
        """Keep a new one; raises ValueError where the name is taken."""
        try:
            await self._connection.execute(
                "INSERT INTO tenants (tenant_id, name, allowed_origins, return_urls)"
                " VALUES (%s, %s, %s, %s) ON CONFLICT (tenant_id) DO NOTHING",
                (tenant.tenant_id, tenant.name, tenant.allowed_origins, tenant.return_urls),
            )
        except UniqueViolation as error:
            raise ValueError(f"there is a tenant {tenant.name!r} already") from error

    async def all(self) -> list[Tenant]:
        """Give all of them by name."""
        async with self._connection.cursor(row_factory=class_row(Tenant)) as cursor:
            await cursor.execute(f"SELECT {TENANT} FROM tenants ORDER BY name")
            return await cursor.fetchall()

    async def find_by_name(self, name: str) -> Tenant | None:
        """Find it as the commands name it."""
        return await self._one("WHERE name = %s", name)

    async def find(self, tenant_id: UUID) -> Tenant | None:
        """Find the tenant of a session."""
        return await self._one("WHERE tenant_id = %s", tenant_id)

    async def find_by_key(self, key: str) -> Tenant | None:
        """Find whose key it is; None where it is unknown or revoked."""
        return await self._one(
            "JOIN api_keys USING (tenant_id) WHERE key_hash = %s AND revoked_at IS NULL",
            fingerprint(key),
        )

    async def add_key(self, tenant_id: UUID, key: str, made_by: UUID | None = None) -> None:
        """Keep a key's hash, its beginning for people, and which administrator made it."""
        await self._connection.execute(
            "INSERT INTO api_keys (key_hash, prefix, tenant_id, made_by) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (key_hash) DO NOTHING",
            (fingerprint(key), ApiKey.prefix_of(key), tenant_id, made_by),
        )

    async def keys(self, tenant_id: UUID) -> list[ApiKey]:
        """Give a tenant's keys, revoked ones too."""
        async with self._connection.cursor(row_factory=class_row(ApiKey)) as cursor:
            await cursor.execute(
                "SELECT prefix, created_at, revoked_at FROM api_keys WHERE tenant_id = %s"
                " ORDER BY created_at, prefix",
                (tenant_id,),
            )
            return await cursor.fetchall()

    async def revoke_key(self, tenant_id: UUID, prefix: str) -> bool:
        """End a key; False where there is none."""
        cursor = await self._connection.execute(
            "UPDATE api_keys SET revoked_at = coalesce(revoked_at, now())"
            " WHERE tenant_id = %s AND prefix = %s",
            (tenant_id, prefix),
        )
        return cursor.rowcount == 1

    async def add_admin(self, tenant_id: UUID, user_id: UUID) -> None:
        """Let a user make and revoke the tenant's keys; again changes nothing."""
        await self._connection.execute(
            "INSERT INTO tenant_admins (user_id, tenant_id) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            (user_id, tenant_id),
        )

    async def remove_admin(self, tenant_id: UUID, user_id: UUID) -> bool:
        """Take that away; the keys that the user made stay. False where they were none."""
        cursor = await self._connection.execute(
            "DELETE FROM tenant_admins WHERE tenant_id = %s AND user_id = %s", (tenant_id, user_id)
        )
        return cursor.rowcount == 1

    async def administered_by(self, user_id: str) -> list[Tenant]:
        """Give the tenants whose keys a user may make, by name."""
        async with self._connection.cursor(row_factory=class_row(Tenant)) as cursor:
            await cursor.execute(
                f"SELECT {TENANT} FROM tenants JOIN tenant_admins USING (tenant_id)"
                " WHERE user_id = %s ORDER BY name",
                (user_id,),
            )
            return await cursor.fetchall()

    async def _one(self, condition: str, value: object) -> Tenant | None:
        async with self._connection.cursor(row_factory=class_row(Tenant)) as cursor:
            await cursor.execute(f"SELECT {TENANT} FROM tenants {condition}", (value,))
            return await cursor.fetchone()
