"""All rules by name. Each gives a sentence for everything that it refuses."""

from collections.abc import Callable, Iterator, Mapping

from . import rules_of_code, rules_of_links, rules_of_network, rules_of_pods
from .world import World

Rule = Callable[[World], Iterator[str]]
RULES: Mapping[str, Rule] = {
    f"{module.__name__.rpartition('_')[2]}.{rule.__name__}": rule
    for module, rules in (
        (
            rules_of_pods,
            (
                rules_of_pods.restricted,
                rules_of_pods.accounts,
                rules_of_pods.resources,
                rules_of_pods.probes,
                rules_of_pods.updates,
                rules_of_pods.spread,
            ),
        ),
        (
            rules_of_links,
            (
                rules_of_links.namespaces,
                rules_of_links.unique,
                rules_of_links.selectors,
                rules_of_links.ports,
                rules_of_links.backends,
                rules_of_links.autoscalers,
                rules_of_links.secrets,
                rules_of_links.files,
            ),
        ),
        (
            rules_of_network,
            (
                rules_of_network.closed,
                rules_of_network.named_peers,
                rules_of_network.public_only,
                rules_of_network.internet,
                rules_of_network.needs,
            ),
        ),
        (
            rules_of_code,
            (
                rules_of_code.settings,
                rules_of_code.same_everywhere,
                rules_of_code.users,
                rules_of_code.consumers,
                rules_of_code.topics,
            ),
        ),
    )
    for rule in rules
}
PINNED: Mapping[str, Rule] = {"pods.pinned": rules_of_pods.pinned}
"""Only production must name its images by digest."""


def broken(world: World) -> dict[str, list[str]]:
    """Give what each rule refuses, without the rules that refuse nothing."""
    found = {name: list(rule(world)) for name, rule in {**RULES, **PINNED}.items()}
    return {name: sentences for name, sentences in found.items() if sentences}
