"""A platform as the local stack knows it: its services' settings, and the sandbox in its place."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from .findings import Finding

Settings = Mapping[str, str]


@dataclass(frozen=True)
class Addresses:
    """Where the parts of a stack meet each other."""

    kafka: str
    gateway: str
    sandbox: str
    sandbox_upload: str


@dataclass(frozen=True)
class StackPlatform:
    """One platform.

    `settings` are read by its service and by `auth`, `service_settings` by its service alone,
    `ingest_settings` by webhook-ingest. The service's three processes wish for `port` and the two
    above it. `.env` names an app of one's own by `app_setting`; with containers it must then set
    `real_addresses` too. `in_sandbox` gives the settings that let the sandbox play the platform,
    `sandbox_app` what the sandbox is told of our app (gateway and sandbox addresses).
    """

    name: str
    title: str
    port: int
    settings: frozenset[str]
    service_settings: frozenset[str]
    ingest_settings: frozenset[str]
    app_setting: str
    real_addresses: tuple[str, ...]
    media_prefixes: str
    in_sandbox: Callable[[Addresses], Settings]
    sandbox_app: Callable[[str, str], Settings]
    sandbox_hint: str
    examine: Callable[[Settings], Iterator[Finding]]
    examine_network: Callable[[Settings], Iterator[Finding]]

    def has_real_app(self, overridden: Settings) -> bool:
        """Tell whether `.env` names an app of one's own, so that no sandbox is wanted."""
        return self.app_setting in overridden
