"""Each rule refuses what it is there for: one manifest is broken, and that rule says so."""

from collections.abc import Callable

import pytest

from .rendering import Manifest, environment
from .rules import broken
from .world import World

Break = Callable[[World], None]


def _main(world: World, name: str) -> Manifest:
    [container] = _pod(world, name)["containers"]
    found: Manifest = container
    return found


def _pod(world: World, name: str, kind: str = "Deployment") -> Manifest:
    spec: Manifest = _named(world, kind, name)["spec"]["template"]["spec"]
    return spec


def _named(world: World, kind: str, name: str) -> Manifest:
    found = world.named(kind, name)
    assert found is not None
    return found


def _maps(world: World, name: str) -> list[Manifest]:
    """Give the data of a generated ConfigMap, once for each stage that renders it."""
    maps = [one for one in world.of("ConfigMap") if one["metadata"]["name"].startswith(name)]
    return [one["data"] for one in maps]


def run_as_root(world: World) -> None:
    del _pod(world, "auth-api")["securityContext"]["runAsUser"]


def write_to_the_root(world: World) -> None:
    _main(world, "gateway")["securityContext"]["readOnlyRootFilesystem"] = False


def keep_a_token(world: World) -> None:
    _pod(world, "webhook-ingest")["automountServiceAccountToken"] = True


def limit_the_cpu(world: World) -> None:
    _main(world, "tiktok-api")["resources"]["limits"]["cpu"] = "1"


def probe_a_port_that_is_not_there(world: World) -> None:
    _main(world, "auth-worker")["readinessProbe"]["httpGet"]["port"] = "http"


def die_with_another_server(world: World) -> None:
    _main(world, "crm-projector-api")["livenessProbe"]["httpGet"]["path"] = "/readyz"


def be_killed_while_draining(world: World) -> None:
    _pod(world, "instagram-api")["terminationGracePeriodSeconds"] = 30


def evict_all_at_once(world: World) -> None:
    world.manifests.remove(_named(world, "PodDisruptionBudget", "webhook-ingest"))


def leave_the_namespace(world: World) -> None:
    _named(world, "Service", "gateway")["metadata"]["namespace"] = "default"


def select_nothing(world: World) -> None:
    _named(world, "Service", "auth-api")["spec"]["selector"] = {"app.kubernetes.io/name": "auth"}


def lead_to_no_port(world: World) -> None:
    _named(world, "Service", "tiktok-api")["spec"]["ports"][0]["targetPort"] = "web"


def scale_twice(world: World) -> None:
    scaled = _named(world, "ScaledObject", "tiktok-worker")
    scaled["spec"]["scaleTargetRef"]["name"] = "tiktok-api"


def mount_a_key_that_nothing_makes(world: World) -> None:
    for volume in _pod(world, "crm-projector-api")["volumes"]:
        if volume["name"] == "sessions-public":
            volume["secret"]["items"] = [{"key": "jwks.json", "path": "keys.json"}]


def read_a_file_that_is_not_mounted(world: World) -> None:
    _main(world, "auth-api")["volumeMounts"] = [
        one for one in _main(world, "auth-api")["volumeMounts"] if one["name"] != "instagram-grants"
    ]


def write_a_secret(world: World) -> None:
    secret = {"name": "tiktok-app", "namespace": "postlog"}
    world.manifests.append({"apiVersion": "v1", "kind": "Secret", "metadata": secret})


def allow_by_default(world: World) -> None:
    _named(world, "NetworkPolicy", "default-deny")["spec"]["egress"] = [{}]


def allow_a_private_range(world: World) -> None:
    rule = _named(world, "NetworkPolicy", "internet")["spec"]["egress"][0]
    rule["to"][0]["ipBlock"]["except"].remove("169.254.0.0/16")


def let_the_projector_out(world: World) -> None:
    template = _named(world, "Deployment", "crm-projector-project")["spec"]["template"]
    template["metadata"]["labels"]["postlog/needs-internet"] = "true"


def forget_the_way_to_kafka(world: World) -> None:
    template = _named(world, "Deployment", "webhook-ingest")["spec"]["template"]
    del template["metadata"]["labels"]["postlog/needs-kafka"]


def misspell_a_setting(world: World) -> None:
    for data in _maps(world, "settings-crm-projector"):
        data["STREAMS_LIMIT"] = data.pop("STREAM_LIMIT")


def contradict_a_setting(world: World) -> None:
    for data in _maps(world, "settings-webhook-ingest"):
        data["TIKTOK_CLIENT_KEY"] = "another-app"


def be_somebody_else(world: World) -> None:
    for one in _main(world, "tiktok-scheduler")["env"]:
        if one["name"] == "KAFKA_USERNAME":
            one["value"] = "tiktok"


def follow_another_group(world: World) -> None:
    triggers = _named(world, "ScaledObject", "auth-worker")["spec"]["triggers"]
    triggers[0]["metadata"]["consumerGroup"] = "auth-worker"


def outnumber_the_partitions(world: World) -> None:
    _named(world, "ScaledObject", "crm-projector-project")["spec"]["maxReplicaCount"] = 13


def change_the_partitions(world: World) -> None:
    _named(world, "KafkaTopic", "accounts.v1")["spec"]["partitions"] = 24


def move_a_tag(world: World) -> None:
    _main(world, "auth-api")["image"] = "postlog/auth:latest"


BREAKS: list[tuple[str, Break]] = [
    ("pods.restricted", run_as_root),
    ("pods.restricted", write_to_the_root),
    ("pods.accounts", keep_a_token),
    ("pods.resources", limit_the_cpu),
    ("pods.probes", probe_a_port_that_is_not_there),
    ("pods.probes", die_with_another_server),
    ("pods.updates", be_killed_while_draining),
    ("pods.spread", evict_all_at_once),
    ("links.namespaces", leave_the_namespace),
    ("links.selectors", select_nothing),
    ("links.ports", lead_to_no_port),
    ("links.autoscalers", scale_twice),
    ("links.secrets", mount_a_key_that_nothing_makes),
    ("links.files", read_a_file_that_is_not_mounted),
    ("links.secrets", write_a_secret),
    ("network.closed", allow_by_default),
    ("network.public_only", allow_a_private_range),
    ("network.internet", let_the_projector_out),
    ("network.needs", forget_the_way_to_kafka),
    ("code.settings", misspell_a_setting),
    ("code.same_everywhere", contradict_a_setting),
    ("code.users", be_somebody_else),
    ("code.consumers", follow_another_group),
    ("code.consumers", outnumber_the_partitions),
    ("code.topics", change_the_partitions),
    ("pods.pinned", move_a_tag),
]


@pytest.mark.parametrize(("rule", "change"), BREAKS, ids=[change.__name__ for _, change in BREAKS])
def test_a_broken_manifest_is_refused(rule: str, change: Break) -> None:
    world = World(environment("prod"))
    assert broken(world) == {}

    change(world)

    assert rule in broken(world)
