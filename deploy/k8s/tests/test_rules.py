"""Every environment keeps every rule."""

import pytest

from .rendering import ENVIRONMENTS, environment
from .rules import PINNED, RULES
from .world import World


@pytest.mark.parametrize("name", ENVIRONMENTS)
@pytest.mark.parametrize("rule", RULES)
def test_an_environment_keeps_the_rule(name: str, rule: str) -> None:
    assert list(RULES[rule](World(environment(name)))) == []


@pytest.mark.parametrize("rule", PINNED)
def test_production_names_its_images_by_digest(rule: str) -> None:
    assert list(PINNED[rule](World(environment("prod")))) == []
