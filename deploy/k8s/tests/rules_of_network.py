"""Who may talk to whom: nobody, but what a policy allows."""

from collections.abc import Iterator
from ipaddress import ip_network

from .rendering import Manifest
from .rules_of_links import selects_all
from .world import World, name_of

PRIVATE = [
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "169.254.0.0/16",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "fc00::/7",
    "fe80::/10",
]
INTERNET = {
    "auth-api",
    "tiktok-api",
    "tiktok-worker",
    "tiktok-scheduler",
    "instagram-api",
    "instagram-worker",
    "instagram-scheduler",
}
"""The programs that call platforms."""


def closed(world: World) -> Iterator[str]:
    """One policy denies both ways to every Pod."""
    for policy in world.of("NetworkPolicy"):
        spec = policy["spec"]
        both = set(spec["policyTypes"]) == {"Ingress", "Egress"}
        allows = spec.get("ingress") or spec.get("egress")
        if both and not allows and selects_all(policy, world):
            return
    yield "no policy denies everything by default"


def named_peers(world: World) -> Iterator[str]:
    """A policy names whom it allows: an empty rule would allow everybody."""
    for policy in world.of("NetworkPolicy"):
        for way, peers in (("ingress", "from"), ("egress", "to")):
            for rule in policy["spec"].get(way, []):
                if not rule.get(peers):
                    yield f"{name_of(policy)}: {way} for everybody"
                if any(peer.get("namespaceSelector") == {} for peer in rule.get(peers, [])):
                    yield f"{name_of(policy)}: {way} for every namespace"


def public_only(world: World) -> Iterator[str]:
    """What may go to the internet may not go to an address inside."""
    for policy in world.of("NetworkPolicy"):
        for rule in policy["spec"].get("egress", []):
            for block in (peer["ipBlock"] for peer in rule.get("to", []) if "ipBlock" in peer):
                for reason in _reached(block):
                    yield f"{name_of(policy)}: reaches {reason}"


def _reached(block: Manifest) -> Iterator[str]:
    allowed = ip_network(block["cidr"])
    excepted = [ip_network(one) for one in block.get("except", [])]
    for private in map(ip_network, PRIVATE):
        if private.version != allowed.version or not private.overlaps(allowed):
            continue
        if not any(private.version == one.version and private.subnet_of(one) for one in excepted):  # type: ignore[arg-type]
            yield str(private)


def internet(world: World) -> Iterator[str]:
    """Only what calls platforms may leave the cluster."""
    out = [policy for policy in world.of("NetworkPolicy") if _leaves(policy)]
    may = {
        pods.labels["app.kubernetes.io/name"]
        for policy in out
        if policy["metadata"]["name"] != "mail"
        for pods in world.selected(policy["spec"]["podSelector"])
    }
    if may != INTERNET:
        yield f"to the internet may go {sorted(may)}, and should {sorted(INTERNET)}"


def _leaves(policy: Manifest) -> bool:
    peers = [peer for rule in policy["spec"].get("egress", []) for peer in rule.get("to", [])]
    return any(peer.get("ipBlock", {}).get("cidr") in ("0.0.0.0/0", "::/0") for peer in peers)


def needs(world: World) -> Iterator[str]:
    """A Pod that is given an address of Kafka or PostgreSQL may reach it, and no other may."""
    for pods in world.pods():
        given = world.environment(pods)
        for label, name in (
            ("kafka", "KAFKA_BOOTSTRAP_SERVERS"),
            ("postgres", "DATABASE_URL_FILE"),
        ):
            if (name in given) != (pods.labels.get(f"postlog/needs-{label}") == "true"):
                yield f"{pods.name}: {name} and the label postlog/needs-{label} do not agree"
