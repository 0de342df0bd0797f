"""The fields of custom resources that we use, as their definitions have them; all else is refused.

Read in Strimzi 1.2, CloudNativePG 1.30, KEDA 2.20, prometheus-operator 0.95, External Secrets 1 and
the Gateway API 1.5. No package holds these definitions, so that this table is reviewed by people.
"""

from collections.abc import Mapping
from typing import Any

Schema = dict[str, Any]
TEXT: Schema = {"type": "string", "minLength": 1}
COUNT: Schema = {"type": "integer", "minimum": 0}
FLAG: Schema = {"type": "boolean"}
QUANTITY: Schema = {"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)?(m|Ki|Mi|Gi|Ti)?$"}
DURATION: Schema = {"type": "string", "pattern": "^[0-9]+(ms|s|m|h)$"}
PORT: Schema = {"type": "integer", "minimum": 1, "maximum": 65535}


def closed(required: Mapping[str, Schema], optional: Mapping[str, Schema] | None = None) -> Schema:
    """Give an object that has no fields but these."""
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


def several(items: Schema) -> Schema:
    """Give a list that is not empty."""
    return {"type": "array", "items": items, "minItems": 1}


def one_of(*values: str | int) -> Schema:
    """Give one of these."""
    return {"enum": list(values)}


def mapping(values: Schema) -> Schema:
    """Give an object of any names."""
    return {"type": "object", "additionalProperties": values}


LABELS = closed({"matchLabels": mapping(TEXT)})
RESOURCES = closed(
    {
        "requests": closed({"cpu": QUANTITY, "memory": QUANTITY}),
        "limits": closed({"memory": QUANTITY}),
    }
)
ACL = closed(
    {
        "resource": closed(
            {"type": one_of("topic", "group"), "name": TEXT, "patternType": one_of("literal")}
        ),
        "operations": several(one_of("Read", "Write", "Describe")),
    }
)
DISK = closed(
    {"id": COUNT, "type": one_of("persistent-claim"), "size": QUANTITY},
    {"kraftMetadata": one_of("shared"), "deleteClaim": FLAG},
)
LISTENER = closed(
    {
        "name": {"type": "string", "pattern": "^[a-z0-9]{1,11}$"},
        "port": {"type": "integer", "minimum": 9092},
        "type": one_of("internal"),
        "tls": {"const": True},
        "authentication": closed({"type": one_of("scram-sha-512")}),
        "networkPolicyPeers": several(
            closed({}, {"podSelector": LABELS, "namespaceSelector": LABELS})
        ),
    }
)
KEDA_PARAMETER = closed({"parameter": TEXT, "name": TEXT, "key": TEXT})
KAFKA_TRIGGER = closed(
    {
        "bootstrapServers": TEXT,
        "consumerGroup": TEXT,
        "topic": TEXT,
        "lagThreshold": {"type": "string", "pattern": "^[0-9]+$"},
        "offsetResetPolicy": one_of("earliest", "latest"),
        "allowIdleConsumers": one_of("true", "false"),
        "sasl": one_of("scram_sha512", "scram_sha256", "plaintext"),
        "tls": one_of("enable", "disable"),
    }
)
SCALE_DOWN = closed(
    {
        "stabilizationWindowSeconds": COUNT,
        "policies": several(
            closed({"type": one_of("Pods", "Percent"), "value": COUNT, "periodSeconds": COUNT})
        ),
    }
)
ROLE = closed(
    {"name": TEXT, "ensure": one_of("present"), "login": FLAG},
    {"passwordSecret": closed({"name": TEXT})},
)

SPECS: Mapping[tuple[str, str], Schema] = {
    ("kafka.strimzi.io/v1", "KafkaTopic"): closed(
        {
            "topicName": TEXT,
            "partitions": {"type": "integer", "minimum": 1},
            "replicas": {"type": "integer", "minimum": 1, "maximum": 32767},
            "config": mapping({"type": ["string", "integer"]}),
        }
    ),
    ("kafka.strimzi.io/v1", "KafkaUser"): closed(
        {
            "authentication": closed({"type": one_of("scram-sha-512", "tls")}),
            "authorization": closed({"type": one_of("simple"), "acls": several(ACL)}),
        }
    ),
    ("kafka.strimzi.io/v1", "KafkaNodePool"): closed(
        {
            "replicas": COUNT,
            "roles": several(one_of("controller", "broker")),
            "storage": closed({"type": one_of("jbod"), "volumes": several(DISK)}),
        },
        {"resources": RESOURCES, "jvmOptions": closed({"-Xms": TEXT, "-Xmx": TEXT})},
    ),
    ("kafka.strimzi.io/v1", "Kafka"): closed(
        {
            "kafka": closed(
                {
                    "version": {"type": "string", "pattern": r"^4\.\d+\.\d+$"},
                    "listeners": several(LISTENER),
                    "authorization": closed({"type": one_of("simple")}),
                    "config": mapping({"type": ["string", "integer", "boolean"]}),
                },
                {"rack": closed({"topologyKey": TEXT})},
            ),
            "entityOperator": closed(
                {
                    "topicOperator": closed({}),
                    "userOperator": closed({}, {"secretPrefix": TEXT}),
                }
            ),
        },
        {"kafkaExporter": closed({"topicRegex": TEXT, "groupRegex": TEXT})},
    ),
    ("postgresql.cnpg.io/v1", "Cluster"): closed(
        {
            "instances": {"type": "integer", "minimum": 1},
            "storage": closed({"size": QUANTITY}),
            "bootstrap": closed(
                {
                    "initdb": closed(
                        {"database": TEXT, "owner": TEXT},
                        {
                            "postInitApplicationSQLRefs": closed(
                                {"configMapRefs": several(closed({"name": TEXT, "key": TEXT}))}
                            )
                        },
                    )
                }
            ),
        },
        {
            "imageCatalogRef": closed(
                {
                    "apiGroup": one_of("postgresql.cnpg.io"),
                    "kind": one_of("ClusterImageCatalog", "ImageCatalog"),
                    "name": TEXT,
                    "major": {"type": "integer", "minimum": 13},
                }
            ),
            "primaryUpdateStrategy": one_of("unsupervised", "supervised"),
            "enableSuperuserAccess": FLAG,
            "walStorage": closed({"size": QUANTITY}),
            "resources": RESOURCES,
            "affinity": closed({"enablePodAntiAffinity": FLAG, "topologyKey": TEXT}),
            "managed": closed({"roles": several(ROLE)}),
            "postgresql": closed(
                {"parameters": mapping({"type": "string"})},
                {
                    "synchronous": closed(
                        {"method": one_of("any", "first"), "number": COUNT},
                        {"dataDurability": one_of("required", "preferred")},
                    )
                },
            ),
        },
    ),
    ("keda.sh/v1alpha1", "ScaledObject"): closed(
        {
            "scaleTargetRef": closed({"name": TEXT}),
            "triggers": several(
                closed(
                    {
                        "type": one_of("kafka"),
                        "metadata": KAFKA_TRIGGER,
                        "authenticationRef": closed({"name": TEXT}),
                    }
                )
            ),
        },
        {
            "minReplicaCount": COUNT,
            "maxReplicaCount": COUNT,
            "pollingInterval": COUNT,
            "cooldownPeriod": COUNT,
            "fallback": closed({"failureThreshold": COUNT, "replicas": COUNT}),
            "advanced": closed(
                {
                    "horizontalPodAutoscalerConfig": closed(
                        {"behavior": closed({"scaleDown": SCALE_DOWN})}
                    )
                }
            ),
        },
    ),
    ("keda.sh/v1alpha1", "TriggerAuthentication"): closed(
        {},
        {
            "secretTargetRef": several(KEDA_PARAMETER),
            "configMapTargetRef": several(KEDA_PARAMETER),
        },
    ),
    ("monitoring.coreos.com/v1", "PodMonitor"): closed(
        {
            "selector": LABELS,
            "podMetricsEndpoints": several(
                closed(
                    {"port": TEXT, "path": TEXT, "interval": DURATION},
                    {
                        "relabelings": several(
                            closed(
                                {"targetLabel": TEXT},
                                {"sourceLabels": several(TEXT), "replacement": TEXT},
                            )
                        )
                    },
                )
            ),
        }
    ),
    ("monitoring.coreos.com/v1", "PrometheusRule"): closed(
        {
            "groups": several(
                closed(
                    {
                        "name": TEXT,
                        "rules": several(
                            closed(
                                {
                                    "alert": TEXT,
                                    "expr": TEXT,
                                    "labels": mapping(TEXT),
                                    "annotations": mapping(TEXT),
                                },
                                {"for": DURATION},
                            )
                        ),
                    }
                )
            )
        }
    ),
    ("external-secrets.io/v1", "ExternalSecret"): closed(
        {
            "refreshInterval": DURATION,
            "secretStoreRef": closed(
                {"kind": one_of("SecretStore", "ClusterSecretStore"), "name": TEXT}
            ),
            "target": closed(
                {"name": TEXT, "creationPolicy": one_of("Owner")},
                {
                    "template": closed(
                        {"type": one_of("kubernetes.io/basic-auth"), "data": mapping(TEXT)}
                    )
                },
            ),
            "data": several(
                closed({"secretKey": TEXT, "remoteRef": closed({"key": TEXT, "property": TEXT})})
            ),
        }
    ),
    ("gateway.networking.k8s.io/v1", "HTTPRoute"): closed(
        {
            "parentRefs": several(closed({"name": TEXT}, {"namespace": TEXT, "sectionName": TEXT})),
            "hostnames": several(TEXT),
            "rules": several(
                closed({"backendRefs": several(closed({"name": TEXT, "port": PORT}))})
            ),
        }
    ),
}


def schema(api_version: str, kind: str) -> Schema:
    """Give the schema of a whole resource; raises `KeyError` for a kind that nobody has read."""
    metadata = closed({"name": TEXT}, {"namespace": TEXT, "labels": mapping(TEXT)})
    return closed(
        {
            "apiVersion": {"const": api_version},
            "kind": {"const": kind},
            "metadata": metadata,
            "spec": SPECS[api_version, kind],
        }
    )
