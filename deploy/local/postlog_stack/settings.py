"""The settings of all services together: what the stack knows, then what `.env` says."""

import os
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values

from .keys import Keys
from .layout import CHECKOUT
from .platform import Addresses
from .platforms import PLATFORMS

PASSED_ON = (
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_TRACES_SAMPLER_ARG",
    "CORS_ALLOWED_ORIGINS",
    "TIMER_SECONDS",
    "LOG_LEVEL",
)


def overrides(path: Path = CHECKOUT / ".env") -> dict[str, str]:
    """Read what the person running the stack wants otherwise; no file means nothing."""
    given = {name: text for name, text in dotenv_values(path).items() if text}
    passed_on = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return {**given, **passed_on}


def has_real_app(overridden: Mapping[str, str]) -> bool:
    """Tell whether `.env` names an app of one's own at every platform: no sandbox is wanted."""
    return all(platform.has_real_app(overridden) for platform in PLATFORMS)


def merged(
    addresses: Addresses, keys: Keys, state: Path, overridden: Mapping[str, str]
) -> dict[str, str]:
    """Give every setting of every service, but the key rings that each provider has for itself."""
    played = [platform for platform in PLATFORMS if not platform.has_real_app(overridden)]
    return {
        "PLATFORM_ENVIRONMENT": "development",
        "PUBLIC_URL": addresses.gateway,
        "KAFKA_BOOTSTRAP_SERVERS": addresses.kafka,
        "SESSION_KEYS_FILE": str(keys.sessions_public),
        "SESSION_PRIVATE_KEYS_FILE": str(keys.sessions_private),
        "FAULT_POINT_FILE": str(state / "fault-point"),
        **{name: text for one in played for name, text in one.in_sandbox(addresses).items()},
        **overridden,
    }


def sandbox(port: int, upload_port: int, gateway: str) -> dict[str, str]:
    """Give the sandbox its settings: what of ours is registered with it, and where webhooks go."""
    url = f"http://127.0.0.1:{port}"
    own = {
        "SANDBOX_HOST": "127.0.0.1",
        "SANDBOX_PORT": str(port),
        "SANDBOX_UPLOAD_PORT": str(upload_port),
        "SANDBOX_PUBLIC_URL": url,
        "SANDBOX_UPLOAD_URL": f"http://127.0.0.1:{upload_port}",
    }
    apps = (platform.sandbox_app(gateway, url) for platform in PLATFORMS)
    return own | {name: text for app in apps for name, text in app.items()}
