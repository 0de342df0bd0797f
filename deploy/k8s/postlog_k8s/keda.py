"""How many Pods read: a ScaledObject for each Deployment that a consumer group runs in."""

from collections.abc import Iterator

from contracts.providers import PROVIDERS
from postlog_k8s.access import read_in_group
from postlog_k8s.strimzi import Manifest

LAG = 500
"""Records that one Pod may have before it; what a consumer settles in well under a minute."""
USERS = "keda-kafka-users"
GROUPS = {
    "auth-worker": "auth",
    "crm-projector-project": "crm-projector",
    **{f"{one.name}-worker": one.name for one in PROVIDERS},
    **{f"{one.name}-scheduler": f"{one.name}-scheduler" for one in PROVIDERS},
}
"""The consumer group of each Deployment that has one."""


def scaled_objects() -> Iterator[Manifest]:
    """Give the ScaledObjects, and for each what lets KEDA ask Kafka as the same user."""
    yield _users()
    for deployment in sorted(GROUPS):
        yield _scaled(deployment, GROUPS[deployment])
        yield _authentication(deployment, GROUPS[deployment])


def _scaled(deployment: str, group: str) -> Manifest:
    topics = read_in_group(group)
    return _resource("ScaledObject", deployment) | {
        "spec": {
            "scaleTargetRef": {"name": deployment},
            "minReplicaCount": 2,
            "maxReplicaCount": min(6, *(topic.partitions for topic in topics)),
            "pollingInterval": 30,
            "cooldownPeriod": 600,
            "fallback": {"failureThreshold": 5, "replicas": 3},
            "advanced": {
                "horizontalPodAutoscalerConfig": {
                    "behavior": {
                        "scaleDown": {
                            "stabilizationWindowSeconds": 600,
                            "policies": [{"type": "Pods", "value": 1, "periodSeconds": 300}],
                        }
                    }
                }
            },
            "triggers": [_trigger(deployment, group, topic.name) for topic in topics],
        }
    }


def _trigger(deployment: str, group: str, topic: str) -> Manifest:
    return {
        "type": "kafka",
        "metadata": {
            "bootstrapServers": "postlog-kafka-bootstrap:9093",
            "consumerGroup": group,
            "topic": topic,
            "lagThreshold": str(LAG),
            "offsetResetPolicy": "earliest",
            "allowIdleConsumers": "false",
            "sasl": "scram_sha512",
            "tls": "enable",
        },
        "authenticationRef": {"name": deployment},
    }


def _authentication(deployment: str, user: str) -> Manifest:
    ca = {"parameter": "ca", "name": "postlog-cluster-ca-cert", "key": "ca.crt"}
    password = {"parameter": "password", "name": f"kafka-{user}", "key": "password"}
    name = {"parameter": "username", "name": USERS, "key": user}
    return _resource("TriggerAuthentication", deployment) | {
        "spec": {"secretTargetRef": [password, ca], "configMapTargetRef": [name]}
    }


def _users() -> Manifest:
    """Give the users' names where KEDA can read them: Strimzi's Secrets hold the passwords only."""
    names = {user: user for user in sorted(GROUPS.values())}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": USERS}, "data": names}


def _resource(kind: str, name: str) -> Manifest:
    return {"apiVersion": "keda.sh/v1alpha1", "kind": kind, "metadata": {"name": name}}
