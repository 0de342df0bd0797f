"""A host application, and a platform whose consents cover several accounts."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from auth.connect.login import Candidate, Choices, ConsentPage, Granted
from auth.platform import Feature, Platform
from platforms.catalogue import Catalogue, Entry
from platforms.errors import OutcomeUnknown

ORIGIN = "https://app.host.example"
RETURN_URL = "https://app.host.example/connected?from=postlog"
CLOSED = Entry("oauth", "closed", "user", "after_change", "This gallery is closed.", "Open it.")
GALLERY = Platform(
    name="gallery",
    title="Gallery",
    catalogue=Catalogue("Gallery", (CLOSED,), {}),
    features=(
        Feature("post", "publish", "Postlog cannot post to this gallery."),
        Feature("count", "metrics", "Visitors are not counted."),
    ),
)


class Host:
    """A host application's backend, with a key."""

    def __init__(self, tenant: Any, key: Any, backend: Any) -> None:
        self.tenant, self.key, self.backend = tenant, key, backend

    async def post(self, path: Any, body: Any, key: str | None = None, **headers: Any) -> Any:
        proof = {"Authorization": f"Bearer {key or self.key}", **headers}
        async with self.backend.post(f"/api/auth/{path}", json=body, headers=proof) as answer:
            return answer.status, await answer.json()

    async def token(self, user_id: str = "user-1") -> Any:
        status, answer = await self.post("connect-tokens", {"user_id": user_id})
        assert status == 201, answer
        return answer["token"]

    async def connection(
        self, user_id: str = "user-1", return_url: Any = RETURN_URL, provider: str = "tiktok"
    ) -> Any:
        token = await self.token(user_id)
        body = {"return_url": return_url}
        return await self.post(f"{provider}/connections", body, token, Origin=ORIGIN)

    async def confirm(self, back: Any, **more: Any) -> Any:
        body = {"code": back.query["code"], **more}
        return await self.post(f"connections/{back.query['connection_id']}/confirm", body)

    async def shown(self, back: Any, user_id: str = "user-1") -> Any:
        """Ask for the accounts to choose from, as the host's page does."""
        headers = {"Authorization": f"Bearer {await self.token(user_id)}", "Origin": ORIGIN}
        path, query = f"/api/auth/connections/{back.query['connection_id']}", _code(back)
        async with self.backend.get(path, params=query, headers=headers) as answer:
            return answer.status, await answer.json()

    async def choose(
        self, back: Any, platform_user_id: str = "oils-of-mara", user_id: str = "user-1"
    ) -> Any:
        """Choose an account, as the host's page does."""
        path = f"connections/{back.query['connection_id']}/choose"
        body = {"platform_user_id": platform_user_id, **_code(back)}
        return await self.post(path, body, await self.token(user_id), Origin=ORIGIN)


def _code(back: Any) -> Any:
    return {"code": back.query["code"]} if "code" in back.query else {}


class GalleryLogin:
    """A platform that gives two accounts for one consent, and a third that cannot be used.

    A code is the name of the person who gives consent. A token has no end and is not refreshed.
    """

    platform = GALLERY
    name = "gallery"
    client_key = "gallery-app"

    def __init__(self) -> None:
        self.revoked: list[Any] = []
        self.fails_with: Any = None

    def consent_page(self, redirect_uri: Any, state: Any) -> Any:
        query = urlencode({"redirect_uri": redirect_uri, "state": state})
        return ConsentPage(f"https://gallery.example/consent?{query}", None)

    async def exchange(self, code: Any, redirect_uri: Any, verifier: Any) -> Any:
        oils, prints = self._granted(code, "oils", ["post", "count"]), self._granted(code, "prints")
        closed = Candidate(
            granted=self._granted(code, "closed"), page_name="Arcade", unusable="closed"
        )
        candidates = (Candidate(granted=oils), Candidate(granted=prints), closed)
        return Choices(grantor_id=code, candidates=candidates)

    async def revoke(self, granted: Any, keep: Any) -> Any:
        if self.fails_with is not None:
            raise OutcomeUnknown(self.fails_with)
        self.revoked.append(granted.grantor_id)

    def _granted(self, person: Any, gallery: str, scopes: Any = ("post",)) -> Any:
        now = datetime.now(UTC)
        return Granted(
            access_token=f"canary-{person}-{gallery}",
            platform_user_id=f"{gallery}-of-{person}",
            grantor_id=person,
            scopes=list(scopes),
            display_name=f"{gallery.title()} of {person.title()}",
            avatar_url=None,
            granted_at=now,
            expires_at=now + timedelta(days=60),
            renewal="extension",
        )
