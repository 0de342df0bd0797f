"""What every Pod must be: the restricted profile, and what a rolling update needs."""

from collections.abc import Iterator

from .rendering import Manifest
from .world import Pods, World

VOLUMES = {
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "persistentVolumeClaim",
    "projected",
    "secret",
}
FLUSH_SECONDS = 20


def restricted(world: World) -> Iterator[str]:
    """Refuse what the standard `restricted` refuses, and a root file system to write to."""
    for pods in world.pods():
        for reason in _unrestricted(pods):
            yield f"{pods.name}: {reason}"


def _unrestricted(pods: Pods) -> Iterator[str]:
    spec, of_pod = pods.spec, pods.spec.get("securityContext", {})
    for name in ("hostNetwork", "hostPID", "hostIPC"):
        if spec.get(name):
            yield name
    if of_pod.get("seccompProfile", {}).get("type") != "RuntimeDefault":
        yield "no seccomp profile"
    if not of_pod.get("runAsUser") or of_pod.get("runAsNonRoot") is not True:
        yield "may run as root"
    for volume in spec.get("volumes", []):
        if not VOLUMES & volume.keys():
            yield f"volume {volume['name']} is of a kind that is not allowed"
    for container in [*spec["containers"], *spec.get("initContainers", [])]:
        yield from _unrestricted_container(container)


def _unrestricted_container(container: Manifest) -> Iterator[str]:
    own = container.get("securityContext", {})
    if own.get("allowPrivilegeEscalation") is not False or own.get("privileged"):
        yield "may gain privileges"
    if own.get("capabilities") != {"drop": ["ALL"]}:
        yield "keeps capabilities"
    if own.get("readOnlyRootFilesystem") is not True:
        yield "may write to its root"
    if own.get("runAsUser") == 0 or own.get("runAsNonRoot") is False:
        yield "may run as root"
    if any("hostPort" in port for port in container.get("ports", [])):
        yield "takes a port of the node"


def accounts(world: World) -> Iterator[str]:
    """Each program has an account of its own, and no Pod a token for the cluster's API."""
    for pods in world.pods():
        account = world.named("ServiceAccount", pods.spec.get("serviceAccountName", ""))
        if account is None:
            yield f"{pods.name}: its ServiceAccount is missing"
        if pods.spec.get("automountServiceAccountToken") is not False:
            yield f"{pods.name}: has a token for the cluster"
        if pods.spec.get("enableServiceLinks") is not False:
            yield f"{pods.name}: Services could become its settings"


def resources(world: World) -> Iterator[str]:
    """Memory is what it asked for; a CPU is asked for and not limited, since a limit only slows."""
    for pods in world.pods():
        asked = pods.main.get("resources", {})
        wanted, limits = asked.get("requests", {}), asked.get("limits", {})
        if not wanted.get("memory") or wanted["memory"] != limits.get("memory"):
            yield f"{pods.name}: memory is not what it asked for"
        if not wanted.get("cpu") or "cpu" in limits:
            yield f"{pods.name}: CPU must be asked for, and have no limit"
        if not limits.get("ephemeral-storage"):
            yield f"{pods.name}: its disk has no limit"


def probes(world: World) -> Iterator[str]:
    """Probes ask a port that the container has; life never depends on another server."""
    for pods in world.deployments():
        if "readinessProbe" not in pods.main:
            yield f"{pods.name}: nobody asks whether it is ready"
        for name in ("startupProbe", "livenessProbe", "readinessProbe"):
            asked = pods.main.get(name, {}).get("httpGet")
            if asked and pods.port(asked["port"]) is None:
                yield f"{pods.name}: {name} asks port {asked['port']}, which it has not"
            if asked and name != "readinessProbe" and asked["path"] == "/readyz":
                yield f"{pods.name}: {name} kills it when another server is away"


def updates(world: World) -> Iterator[str]:
    """A new Pod is ready before an old one ends, and an old one has the time to end well."""
    for pods in world.deployments():
        rolling = pods.manifest["spec"].get("strategy", {}).get("rollingUpdate", {})
        if rolling.get("maxUnavailable") != 0:
            yield f"{pods.name}: an update takes a Pod away before there is a new one"
        sleep = pods.main.get("lifecycle", {}).get("preStop", {}).get("sleep", {}).get("seconds", 0)
        given = world.environment(pods)
        needed = (
            sleep
            + FLUSH_SECONDS
            + sum(float(given.get(name, 0)) for name in ("DRAIN_SECONDS", "SHUTDOWN_SECONDS"))
        )
        if not sleep:
            yield f"{pods.name}: ends while Services still lead to it"
        if pods.spec.get("terminationGracePeriodSeconds", 30) < needed:
            yield f"{pods.name}: is killed before it has drained, which takes {needed:.0f} s"


def spread(world: World) -> Iterator[str]:
    """Pods of a program are spread over zones and machines, and one at a time may be taken away."""
    budgets = [one["spec"]["selector"] for one in world.of("PodDisruptionBudget")]
    for pods in world.deployments():
        keys = {one["topologyKey"] for one in pods.spec.get("topologySpreadConstraints", [])}
        if keys != {"topology.kubernetes.io/zone", "kubernetes.io/hostname"}:
            yield f"{pods.name}: may stand on one machine"
        if pods.labels["app.kubernetes.io/name"] == "sandbox":
            continue
        if not any(pods in world.selected(one) for one in budgets):
            yield f"{pods.name}: all its Pods may be evicted at once"
    for budget in world.of("PodDisruptionBudget"):
        if budget["spec"].get("unhealthyPodEvictionPolicy") != "AlwaysAllow":
            yield f"{budget['metadata']['name']}: a Pod that is not ready keeps its node"


def pinned(world: World) -> Iterator[str]:
    """An image is named by what it is, not by a tag that may move."""
    for pods in world.pods():
        if "@sha256:" not in pods.main["image"]:
            yield f"{pods.name}: {pods.main['image']} has no digest"
