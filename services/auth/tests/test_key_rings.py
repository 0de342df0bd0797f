"""Each platform's grants are sealed under its own key ring, where it has one."""

from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from yarl import URL

from auth.settings import ApiSettings

from .conftest import Connect, SignUp, Tables, Visit
from .support import GalleryLogin


@pytest.fixture
def settings(settings: ApiSettings, tmp_path: Path) -> Any:
    """A key ring for one platform, beside the one for all others."""
    ring = tmp_path / "gallery-ring"
    ring.write_bytes(orjson.dumps({"primary": "g1", "keys": {"g1": b64encode(b"g" * 32).decode()}}))
    return settings.model_copy(update={"grant_keyring_files": {"gallery": ring}})


@pytest.fixture
def added_logins() -> Any:
    return [GalleryLogin()]


async def test_a_platforms_grants_are_sealed_under_its_own_key_ring(
    visit: Visit, sign_up: SignUp, connect: Connect, tables: Callable[[], Tables]
) -> None:
    mara = await sign_up()
    await connect(mara.browser)
    begun = await visit(mara.browser, "/api/auth/gallery")
    state = URL(begun.headers["Location"]).query["state"]
    back = URL("/api/auth/gallery/callback").with_query(state=state, code="mara")
    page = URL((await visit(mara.browser, back)).headers["Location"])
    path, body = (
        f"/api/auth/connections/{page.query['choose']}/choose",
        {"platform_user_id": "oils-of-mara"},
    )
    async with mara.browser.post(path, json=body, headers=mara.csrf) as answer:
        assert answer.status == 200

    grants = [orjson.loads(row[4]) for row in tables()["outbox"]]
    keys = {grant["provider"]: b64decode(grant["sealed_tokens"]).split(b"|")[2] for grant in grants}
    assert keys == {"tiktok": b"k1", "gallery": b"g1"}
