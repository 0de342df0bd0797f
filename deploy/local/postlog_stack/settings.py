"""The settings of all services together: what the stack knows, then what `.env` says."""

import os
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values

from .keys import Keys
from .layout import CHECKOUT
from .platform import Addresses, StackPlatform
from .platforms import PLATFORMS

PASSED_ON = (
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_TRACES_SAMPLER_ARG",
    "CORS_ALLOWED_ORIGINS",
    "TIMER_SECONDS",
    "LOG_LEVEL",
    "SMTP_URL",
    "MAIL_FROM",
    *(name for platform in PLATFORMS for name in (*platform.haste, *platform.passed_on)),
)


def overrides(path: Path = CHECKOUT / ".env") -> dict[str, str]:
    """Read what the person running the stack wants otherwise; no file means nothing."""
    given = {name: text for name, text in dotenv_values(path).items() if text}
    passed_on = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return {**given, **passed_on}


def played(overridden: Mapping[str, str]) -> tuple[StackPlatform, ...]:
    """Give the platforms that the sandbox plays: those where `.env` names no app of one's own."""
    return tuple(platform for platform in PLATFORMS if not platform.has_real_app(overridden))


def may_be_hurried(platform: StackPlatform, overridden: Mapping[str, str]) -> bool:
    """Tell a platform that nobody pays for being asked often: the sandbox, or another simulator."""
    return not platform.has_real_app(overridden) or platform.is_simulated(overridden)


def simulators(overridden: Mapping[str, str]) -> dict[str, str]:
    """Give where another simulator plays a platform in the sandbox's place."""
    found = {platform.name: platform.simulator(overridden) for platform in PLATFORMS}
    return {name: address for name, address in found.items() if address}


def merged(
    addresses: Addresses, keys: Keys, state: Path, overridden: Mapping[str, str]
) -> dict[str, str]:
    """Give every setting of every service, but the key rings that each provider has for itself."""
    sandbox_settings = [one.in_sandbox(addresses) for one in played(overridden)]
    haste = [one.haste for one in PLATFORMS if may_be_hurried(one, overridden)]
    return {
        "PLATFORM_ENVIRONMENT": "development",
        "PUBLIC_URL": addresses.public,
        "KAFKA_BOOTSTRAP_SERVERS": addresses.kafka,
        "SESSION_KEYS_FILE": str(keys.sessions_public),
        "SESSION_PRIVATE_KEYS_FILE": str(keys.sessions_private),
        "FAULT_POINT_FILE": str(state / "fault-point"),
        "MEDIA_STORE": (state / "media").as_uri(),
        **{name: text for given in (*sandbox_settings, *haste) for name, text in given.items()},
        **overridden,
    }


def sandbox(addresses: Addresses, overridden: Mapping[str, str]) -> dict[str, str]:
    """Give the sandbox its settings: whom it plays, and what of ours is registered with it."""
    platforms = played(overridden)
    given = (platform.sandbox_settings(addresses) for platform in platforms)
    return {
        "SANDBOX_PLATFORMS": ",".join(platform.name for platform in platforms),
        **{name: text for one in given for name, text in one.items()},
        **{name: text for name, text in overridden.items() if name.startswith("SANDBOX_")},
    }
