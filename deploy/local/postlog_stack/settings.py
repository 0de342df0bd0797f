"""The settings of all services together: what the stack knows, then what `.env` says."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values

from .keys import Keys
from .layout import CHECKOUT

SANDBOX_CLIENT_KEY = "awsandbox0postlog"
SANDBOX_CLIENT_SECRET = "sandbox-secret-not-for-production"
PASSED_ON = ("OTEL_EXPORTER_OTLP_ENDPOINT", "CORS_ALLOWED_ORIGINS", "TIMER_SECONDS", "LOG_LEVEL")


@dataclass(frozen=True)
class Addresses:
    """Where the parts of a stack meet each other."""

    kafka: str
    gateway: str
    sandbox: str
    sandbox_upload: str


def overrides(path: Path = CHECKOUT / ".env") -> dict[str, str]:
    """Read what the person running the stack wants otherwise; no file means nothing."""
    given = {name: text for name, text in dotenv_values(path).items() if text}
    passed_on = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return {**given, **passed_on}


def has_real_app(overridden: Mapping[str, str]) -> bool:
    """Tell whether `.env` names an app of one's own, so that no sandbox is wanted."""
    return "TIKTOK_CLIENT_KEY" in overridden


def merged(
    addresses: Addresses, keys: Keys, state: Path, overridden: Mapping[str, str]
) -> dict[str, str]:
    """Give every setting of every service."""
    platform = {} if has_real_app(overridden) else _sandbox_platform(addresses)
    return {
        "PLATFORM_ENVIRONMENT": "development",
        "PUBLIC_URL": addresses.gateway,
        "KAFKA_BOOTSTRAP_SERVERS": addresses.kafka,
        "SESSION_KEYS_FILE": str(keys.sessions_public),
        "SESSION_PRIVATE_KEYS_FILE": str(keys.sessions_private),
        "GRANT_KEYRING_FILE": str(keys.grants),
        "TOKEN_KEYRING_FILE": str(keys.tokens),
        "FAULT_POINT_FILE": str(state / "fault-point"),
        **platform,
        **overridden,
    }


def _sandbox_platform(addresses: Addresses) -> dict[str, str]:
    return {
        "TIKTOK_AUTHORIZE_URL": f"{addresses.sandbox}/v2/auth/authorize/",
        "TIKTOK_API_URL": addresses.sandbox,
        "TIKTOK_UPLOAD_HOSTS": addresses.sandbox_upload.removeprefix("http://"),
        "TIKTOK_AVATAR_HOSTS": addresses.sandbox_upload.removeprefix("http://"),
        "TIKTOK_CLIENT_KEY": SANDBOX_CLIENT_KEY,
        "TIKTOK_CLIENT_SECRET": SANDBOX_CLIENT_SECRET,
        "TIKTOK_PKCE": "hex",
        "TIKTOK_VERIFIED_URL_PREFIXES": f"{addresses.sandbox}/media/",
    }


def sandbox(port: int, upload_port: int, gateway: str) -> dict[str, str]:
    """Give the sandbox its settings: what of ours is registered with it, and where webhooks go."""
    return {
        "SANDBOX_HOST": "127.0.0.1",
        "SANDBOX_PORT": str(port),
        "SANDBOX_UPLOAD_PORT": str(upload_port),
        "SANDBOX_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "SANDBOX_UPLOAD_URL": f"http://127.0.0.1:{upload_port}",
        "SANDBOX_CLIENT_KEY": SANDBOX_CLIENT_KEY,
        "SANDBOX_CLIENT_SECRET": SANDBOX_CLIENT_SECRET,
        "SANDBOX_REDIRECT_URIS": f"{gateway}/api/auth/tiktok/callback",
        "SANDBOX_WEBHOOK_URL": f"{gateway}/api/webhooks/tiktok",
        "SANDBOX_PULL_HTTP": "true",
        "SANDBOX_VERIFIED_PREFIXES": f"http://127.0.0.1:{port}/media/",
    }
