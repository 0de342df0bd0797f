"""What Postlog says about a platform, and what its permissions are for: data without a secret."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from platforms.catalogue import Catalogue, Entry

OAUTH = "oauth"
"""The area of every platform's catalogue that explains connecting and refreshing."""
AccessLevel = Literal["full", "publish", "read"]
"""How far an account may be used: for everything, for publishing alone, or only to read."""


@dataclass(frozen=True, slots=True)
class Feature:
    """What a scope is for; `without` says what does not work where it was not granted.

    An extra one is asked for only where the installation names it. `other_scope` is its name at the
    platform's other login; a feature without one exists only at the first.
    """

    scope: str
    name: str
    without: str
    is_extra: bool = False
    other_scope: str = ""

    def is_allowed(self, scopes: Collection[str]) -> bool:
        """Whether the user allowed it, under either of its names."""
        return self.scope in scopes or self.other_scope in scopes


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform as people read about it.

    `name` is its name in addresses, topics and tables, `title` the name that people write.
    `refusals` are the catalogue's entries for a consent page or code exchange that gave nothing.
    `grant_ends` is the sentence of the notice that the permission will soon end by itself,
    `apps_at` where at the platform a person removes an app. `asked` are the scopes that the
    installation asks for; None is every one that is not extra. `logins` are the names of its logins
    where there are several to choose from, the default first. `level_of` tells from scopes how far
    an account may be used. A platform that `tells_withdrawals` calls us when a person removes the
    app, or wants their data deleted.
    """

    name: str
    title: str
    catalogue: Catalogue
    features: tuple[Feature, ...] = ()
    refusals: tuple[Entry, ...] = ()
    grant_ends: str = ""
    apps_at: str = ""
    asked: tuple[str, ...] | None = None
    logins: tuple[str, ...] = ()
    level_of: Callable[[Collection[str]], AccessLevel] | None = None
    tells_withdrawals: bool = False

    @property
    def scopes(self) -> tuple[str, ...]:
        """Every scope that is asked for."""
        if self.asked is not None:
            return self.asked
        return tuple(feature.scope for feature in self.features if not feature.is_extra)

    def missing(self, scopes: Collection[str]) -> list[Feature]:
        """Give the features that the user was asked for and did not allow."""
        return [
            one
            for one in self._known_to(scopes)
            if one.scope in self.scopes and not one.is_allowed(scopes)
        ]

    def not_asked(self, scopes: Collection[str]) -> list[Feature]:
        """Give the features that this installation does not ask for, and the user did not allow."""
        return [
            one
            for one in self._known_to(scopes)
            if not one.is_extra and one.scope not in self.scopes and not one.is_allowed(scopes)
        ]

    def access_level(self, scopes: Collection[str]) -> AccessLevel | None:
        """Tell how far an account may be used; None where this platform has no such levels."""
        return None if self.level_of is None else self.level_of(scopes)

    def explain(self, code: str) -> Entry:
        """Explain a code of this platform that came while connecting or refreshing."""
        return self.catalogue.entry(OAUTH, code)

    def _known_to(self, scopes: Collection[str]) -> list[Feature]:
        """Give the features that the login has by which these scopes were granted."""
        is_other = any(one.other_scope in scopes for one in self.features)
        return [one for one in self.features if one.other_scope or not is_other]


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
