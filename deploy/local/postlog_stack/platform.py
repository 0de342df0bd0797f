"""A platform as the local stack knows it: its services' settings, and the sandbox in its place."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from .findings import Finding

Settings = Mapping[str, str]


@dataclass(frozen=True)
class Addresses:
    """Where the parts of a stack meet each other.

    `public` is where browsers find the gateway, `sandbox` has an address for each of its ports.
    """

    kafka: str
    gateway: str
    public: str
    sandbox: Settings

    def port(self, name: str) -> str:
        """Give the number of one of the sandbox's ports."""
        return self.sandbox[name].rpartition(":")[2]


@dataclass(frozen=True)
class StackPlatform:
    """One platform.

    `settings` are read by its service and by `auth`, `service_settings` by its service alone,
    `ingest_settings` by webhook-ingest. The service's three processes wish for `port` and the two
    above it. `.env` names an app of one's own by one of `app_settings`; with containers it must
    then set `real_addresses` too. `control_setting` is the address among them at which another
    simulator would have the sandbox's control API. The pages may show media from what the setting
    `media_prefixes` lists. `sandbox_ports` are those at which the sandbox plays the platform, by
    name, with the wished numbers; its page and its control API are at the first, which containers
    publish at `published_port`. `in_sandbox` gives the settings that lead our services there,
    `sandbox_settings` those of the sandbox, and what it is told of our app.
    """

    name: str
    title: str
    port: int
    settings: frozenset[str]
    service_settings: frozenset[str]
    ingest_settings: frozenset[str]
    app_settings: tuple[str, ...]
    real_addresses: tuple[str, ...]
    control_setting: str
    sandbox_ports: Mapping[str, int]
    published_port: str
    in_sandbox: Callable[[Addresses], Settings]
    sandbox_settings: Callable[[Addresses], Settings]
    sandbox_hint: str
    examine: Callable[[Settings], Iterator[Finding]]
    examine_network: Callable[[Settings], Iterator[Finding]]
    examine_store: Callable[[Settings], Sequence[Finding]] = lambda _given: ()
    """Try where files are kept, whether or not there is an app of one's own."""
    media_prefixes: str = ""
    haste: Settings = field(default_factory=dict)
    passed_on: tuple[str, ...] = ()
    """Settings that the environment of who starts the stack gives too, beside those of haste."""
    """What is asked for often of the sandbox, where it costs nothing."""

    def has_real_app(self, overridden: Settings) -> bool:
        """Tell whether `.env` names an app of one's own, so that no sandbox is wanted."""
        return any(name in overridden for name in self.app_settings)

    def is_simulated(self, overridden: Settings) -> bool:
        """Tell whether `.env` leads to another simulator: no real platform is without TLS."""
        given = (overridden.get(name, "") for name in self.real_addresses)
        return self.has_real_app(overridden) and any(one.startswith("http://") for one in given)

    def simulator(self, overridden: Settings) -> str:
        """Give where the other simulator is asked to play; nothing where there is none."""
        address = overridden.get(self.control_setting, "").rstrip("/")
        is_there = self.is_simulated(overridden) and address.startswith("http://")
        return address if is_there else ""

    @property
    def control_port(self) -> str:
        """Name the port of the sandbox's page and control API."""
        return next(iter(self.sandbox_ports))
