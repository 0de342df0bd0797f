"""The service with the apps of both logins; deliveries and signatures as Meta makes them."""

import hashlib
import hmac
import json
from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestClient, TestServer

from common.publisher import Publisher
from webhook_ingest.app import create_app
from webhook_ingest.settings import Settings

from ...conftest import Client, Log, log_of, settings_of

URL = "/api/webhooks/instagram"
SECRET, OLD_SECRET, LOGIN_SECRET = "5f2b8c0d9a7e41c3b6f0e1d2c3b4a596", "the-old-one", "of-the-login"
VERIFY_TOKEN = "sim-verify"
ACCOUNT = "17841400000000001"


def with_apps(**changed: object) -> Settings:
    """Settings with both apps, one of them during the change of its secret."""
    values: dict[str, object] = {
        "instagram_app_id": "1500000000000001",
        "instagram_app_secret": f"{SECRET},{OLD_SECRET}",
        "instagram_login_app_id": "1600000000000001",
        "instagram_login_app_secret": LOGIN_SECRET,
        "instagram_verify_token": VERIFY_TOKEN,
    }
    return settings_of(**(values | changed))


def signed(body: bytes, secret: str = SECRET) -> dict[str, str]:
    """Give the headers of a delivery."""
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return {"X-Hub-Signature-256": f"sha256={digest}", "Content-Type": "application/json"}


def comment(number: int, text: str = "Nice shot") -> dict[str, object]:
    """Give the change that tells of a comment."""
    value = {
        "id": str(17900000000000000 + number),
        "text": text,
        "from": {"id": "990000000000001", "username": "sample_fan"},
        "media": {"id": "17890000000000021", "media_product_type": "FEED"},
    }
    return {"field": "comments", "value": value}


def delivery(*changes: object, account: str = ACCOUNT, time: object = 1790000000) -> bytes:
    """Give a delivery about one account."""
    entry = {"id": account, "time": time, "changes": changes}
    return json.dumps({"object": "instagram", "entry": [entry]}, separators=(",", ":")).encode()


@pytest.fixture
async def log(kafka_servers: str) -> Log:
    """Instagram's topic, from here on."""
    return await log_of(kafka_servers, "webhooks.instagram.v1")


@pytest.fixture
async def client(publisher: Publisher) -> AsyncIterator[Client]:
    """The service with two apps."""
    async with TestClient(TestServer(create_app(with_apps(), publisher))) as opened:
        yield opened
