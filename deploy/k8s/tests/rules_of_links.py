"""Whatever names something else names something that is there."""

from collections import Counter
from collections.abc import Iterator

from .rendering import Manifest
from .world import World, name_of, selects

CLUSTER_WIDE = {"Namespace", "PriorityClass"}
STRIMZI, CNPG = (
    {"strimzi.io/cluster": "postlog", "strimzi.io/kind": "Kafka"},
    {"cnpg.io/cluster": "postlog-db"},
)
"""Labels of the Pods that the operators make: no manifest of ours has them."""


def namespaces(world: World) -> Iterator[str]:
    """Everything stands in our namespace."""
    for one in world.manifests:
        if one["kind"] not in CLUSTER_WIDE and one["metadata"].get("namespace") != "postlog":
            yield f"{name_of(one)}: is in no namespace of ours"


def unique(world: World) -> Iterator[str]:
    """Where stages give the same name twice, they give the same thing."""
    seen: dict[str, Manifest] = {}
    for one in world.manifests:
        if seen.setdefault(name_of(one), one) != one:
            yield f"{name_of(one)}: is two different things"


def selectors(world: World) -> Iterator[str]:
    """Every selector selects Pods that exist."""
    for one in world.manifests:
        for selector in _selectors(one):
            theirs = selector.get("matchLabels", {}).items()
            of_operator = any(theirs <= pods.items() for pods in (STRIMZI, CNPG)) and theirs
            if not of_operator and not world.selected(selector):
                yield f"{name_of(one)}: {selector} selects nothing"


def _selectors(one: Manifest) -> Iterator[Manifest]:
    spec = one.get("spec", {})
    match one["kind"]:
        case "Service":
            yield {"matchLabels": spec["selector"]}
        case "PodDisruptionBudget" | "PodMonitor" | "Deployment":
            yield spec["selector"]
        case "NetworkPolicy":
            yield spec["podSelector"]
            for rule in [*spec.get("ingress", []), *spec.get("egress", [])]:
                for peer in [*rule.get("from", []), *rule.get("to", [])]:
                    if "podSelector" in peer and "namespaceSelector" not in peer:
                        yield peer["podSelector"]


def ports(world: World) -> Iterator[str]:
    """Services, policies and monitors name ports that the Pods have."""
    for service in world.of("Service"):
        for port in service["spec"]["ports"]:
            for pods in world.selected({"matchLabels": service["spec"]["selector"]}):
                if pods.port(port.get("targetPort", port["port"])) is None:
                    yield f"{name_of(service)}: {pods.name} has no port {port['targetPort']}"
    for policy in world.of("NetworkPolicy"):
        for rule in policy["spec"].get("ingress", []):
            for name in (
                port["port"] for port in rule.get("ports", []) if isinstance(port["port"], str)
            ):
                if not any(
                    pods.port(name) for pods in world.selected(policy["spec"]["podSelector"])
                ):
                    yield f"{name_of(policy)}: no Pod has a port {name}"


def backends(world: World) -> Iterator[str]:
    """Routes lead to ports of Services, and nginx's upstreams too."""
    for route in world.of("HTTPRoute"):
        for rule in route["spec"]["rules"]:
            for backend in rule["backendRefs"]:
                if not _has_port(world, backend["name"], backend["port"]):
                    yield f"{name_of(route)}: no Service {backend['name']}:{backend['port']}"
    for pods in world.deployments():
        for name, value in world.environment(pods).items():
            if name.endswith("_UPSTREAM"):
                host, _, port = value.partition(":")
                service, _, rest = host.partition(".")
                if rest != "postlog.svc.cluster.local" or not _has_port(world, service, int(port)):
                    yield f"{pods.name}: {name} leads to {value}, where nothing is"


def _has_port(world: World, name: str, port: int) -> bool:
    service = world.named("Service", name)
    return service is not None and any(one["port"] == port for one in service["spec"]["ports"])


def autoscalers(world: World) -> Iterator[str]:
    """A Deployment has one autoscaler at most, and each autoscaler a Deployment."""
    scaled = [
        (one, one["spec"]["scaleTargetRef"]["name"])
        for kind in ("HorizontalPodAutoscaler", "ScaledObject")
        for one in world.of(kind)
    ]
    for one, target in scaled:
        if world.named("Deployment", target) is None:
            yield f"{name_of(one)}: there is no Deployment {target}"
    for target, count in Counter(target for _, target in scaled).items():
        if count > 1:
            yield f"Deployment {target}: has {count} autoscalers that work against each other"


def secrets(world: World) -> Iterator[str]:
    """Every mounted key of a Secret is one that something makes; none is written here."""
    made = _made_secrets(world)
    for pods in world.pods():
        for path, (secret, key) in pods.secret_files().items():
            if made and key not in made.get(secret, ()):
                yield f"{pods.name}: {path} is of Secret {secret}, key {key}, which nothing makes"
    for secret_manifest in world.of("Secret"):
        yield f"{name_of(secret_manifest)}: a Secret is written here"


def _made_secrets(world: World) -> dict[str, set[str]]:
    """Give the keys of the Secrets that operators make; nothing where people make them."""
    external = world.of("ExternalSecret")
    if not external:
        return {}
    made = made_by_operators(world)
    for one in external:
        target = one["spec"]["target"]
        template = target.get("template", {}).get("data", {})
        made[target["name"]] = set(
            template or (entry["secretKey"] for entry in one["spec"]["data"])
        )
    return made


def made_by_operators(world: World) -> dict[str, set[str]]:
    """Give the keys of the Secrets that come with Kafka and PostgreSQL themselves."""
    made = {"postlog-cluster-ca-cert": {"ca.crt"}, "postlog-db-ca": {"ca.crt"}}
    for user in world.of("KafkaUser"):
        made[f"kafka-{user['metadata']['name']}"] = {"password", "sasl.jaas.config"}
    return made


def files(world: World) -> Iterator[str]:
    """Every setting that names a file names one that is mounted."""
    for pods in world.pods():
        mounted = pods.secret_files()
        for name, value in world.environment(pods).items():
            named = value.split('"')[3::4] if value.startswith("{") else [value]
            for path in named:
                if path.startswith("/secrets/") and path not in mounted:
                    yield f"{pods.name}: {name} is {path}, which is not mounted"


def selects_all(policy: Manifest, world: World) -> bool:
    """Tell whether a policy is for every Pod of ours."""
    return all(selects(policy["spec"]["podSelector"], pods.labels) for pods in world.pods())
