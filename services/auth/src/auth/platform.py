"""What Postlog says about a platform, and what its permissions are for: data without a secret."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from platforms.catalogue import Catalogue, Entry

OAUTH = "oauth"
"""The area of every platform's catalogue that explains connecting and refreshing."""


@dataclass(frozen=True, slots=True)
class Feature:
    """What a scope is for; `without` says what does not work where it was not granted.

    An extra one is asked for only where the installation names it.
    """

    scope: str
    name: str
    without: str
    is_extra: bool = False


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform as people read about it.

    `name` is its name in addresses, topics and tables, `title` the name that people write.
    `refusals` are the catalogue's entries for a consent page or code exchange that gave nothing.
    `grant_ends` is the sentence of the notice that the permission will soon end by itself,
    `apps_at` where at the platform a person removes an app. `asked` are the scopes that the
    installation asks for; None is every one that is not extra.
    """

    name: str
    title: str
    catalogue: Catalogue
    features: tuple[Feature, ...] = ()
    refusals: tuple[Entry, ...] = ()
    grant_ends: str = ""
    apps_at: str = ""
    asked: tuple[str, ...] | None = None

    @property
    def scopes(self) -> tuple[str, ...]:
        """Every scope that is asked for."""
        if self.asked is not None:
            return self.asked
        return tuple(feature.scope for feature in self.features if not feature.is_extra)

    def missing(self, scopes: Collection[str]) -> list[Feature]:
        """Give the features that the user was asked for and did not allow."""
        return [
            one for one in self.features if one.scope in self.scopes and one.scope not in scopes
        ]

    def not_asked(self, scopes: Collection[str]) -> list[Feature]:
        """Give the features that this installation does not ask for, and the user did not allow."""
        return [
            one
            for one in self.features
            if not one.is_extra and one.scope not in self.scopes and one.scope not in scopes
        ]

    def explain(self, code: str) -> Entry:
        """Explain a code of this platform that came while connecting or refreshing."""
        return self.catalogue.entry(OAUTH, code)


class Platforms:
    """The platforms whose accounts can be connected here."""

    def __init__(self, platforms: Iterable[Platform]) -> None:
        self._by_name = {platform.name: platform for platform in platforms}

    def __iter__(self) -> Iterator[Platform]:
        return iter(self._by_name.values())

    @property
    def first(self) -> Platform:
        """The one that is meant where an address names none."""
        return next(iter(self))

    def find(self, name: str) -> Platform | None:
        """Find a platform by the name in addresses."""
        return self._by_name.get(name)

    def of(self, name: str) -> Platform:
        """Give the platform of an account; one that is no longer registered has no features."""
        title = name.capitalize()
        return self._by_name.get(name) or Platform(name, title, Catalogue(title, (), {}))
