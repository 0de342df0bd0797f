"""What the manifests say is what the code reads: settings, topics, groups, rights."""

from collections.abc import Iterator

from postlog_k8s.access import read_in_group, rights
from postlog_k8s.keda import GROUPS
from postlog_k8s.settings import LEFT_OUT, is_plain
from pydantic_settings import BaseSettings

from auth.settings import ApiSettings as AuthApi
from auth.settings import WorkerSettings as AuthWorker
from common.kafka_access import KafkaAccess
from common.settings import DatabaseSettings
from contracts.topics import TOPICS
from crm_projector.settings import ApiSettings as CrmApi
from crm_projector.settings import ProjectSettings
from instagram.settings import InstagramServiceSettings
from tiktok.settings import TikTokServiceSettings
from webhook_ingest.settings import Settings as Ingest

from .world import World, name_of

PROVIDERS: dict[str, type[BaseSettings]] = {
    "tiktok": TikTokServiceSettings,
    "instagram": InstagramServiceSettings,
}
READS: dict[str, type[BaseSettings]] = {
    "auth-api": AuthApi,
    "auth-worker": AuthWorker,
    "webhook-ingest": Ingest,
    "crm-projector-project": ProjectSettings,
    "crm-projector-api": CrmApi,
    **{
        f"{provider}-{process}": reads
        for provider, reads in PROVIDERS.items()
        for process in ("api", "worker", "scheduler")
    },
    **{
        f"migrate-{one}": DatabaseSettings
        for one in ("auth", "tiktok", "instagram", "crm-projector")
    },
    **{f"rebuild-{step}": ProjectSettings for step in ("shares", "verify", "cutover")},
}
OF_KAFKA = {name.upper() for name in (*KafkaAccess.model_fields, "kafka_bootstrap_servers")}
OF_THE_CONTAINER = {"TMPDIR", "SHARES", "LAST_PARTITION"}
"""Read by the runtime or by a command line, and by no settings class."""
OF_ONE_USER = {"KAFKA_USERNAME", "KAFKA_PASSWORD_FILE", "KAFKA_CA_FILE"}
"""What a Pod says of itself, where it uses Kafka."""


def settings(world: World) -> Iterator[str]:
    """A Pod has exactly the settings that its program reads: none unknown, none missing."""
    for pods in world.pods():
        reads = READS.get(pods.labels["app.kubernetes.io/name"])
        if reads is None:
            continue
        given = world.environment(pods).keys() - OF_THE_CONTAINER
        wanted = _wanted(reads, with_kafka=bool(given & OF_KAFKA))
        for name in sorted(given - wanted - _files(reads)):
            yield f"{pods.name}: {name} is read by nothing"
        for name in sorted(wanted - given):
            yield f"{pods.name}: {name} is missing"


def _wanted(reads: type[BaseSettings], *, with_kafka: bool) -> set[str]:
    """Give what must be there: all that is plain, and the files without which nothing starts."""
    plain = {
        name.upper()
        for name, info in reads.model_fields.items()
        if is_plain(info) and name not in LEFT_OUT
    }
    wanted = plain | _files(reads, required=True) | OF_ONE_USER
    return wanted if with_kafka else wanted - OF_KAFKA - OF_ONE_USER


def _files(reads: type[BaseSettings], *, required: bool = False) -> set[str]:
    """Give the variables that name files: secrets by `_FILE`, and what is a file by itself."""
    return {
        f"{name}_file".upper() if "SecretStr" in str(info.annotation) else name.upper()
        for name, info in reads.model_fields.items()
        if not is_plain(info) and (info.is_required() or not required)
    }


def same_everywhere(world: World) -> Iterator[str]:
    """A setting that two programs read says the same to both."""
    seen: dict[str, str] = {}
    for one in world.of("ConfigMap"):
        if not one["metadata"]["name"].startswith("settings-"):
            continue
        for name, value in one["data"].items():
            if seen.setdefault(name, value) != value:
                yield f"{name} is {seen[name]!r} here and {value!r} there"


def users(world: World) -> Iterator[str]:
    """A Pod is a user that Kafka knows, and mounts that user's password."""
    known = {*rights(), "topics"}
    for pods in world.pods():
        user = world.environment(pods).get("KAFKA_USERNAME")
        if user is None:
            continue
        if user not in known:
            yield f"{pods.name}: nobody is {user} at Kafka"
        if f"kafka-{user}" not in {secret for secret, _ in pods.secret_files().values()}:
            yield f"{pods.name}: has the password of somebody else than {user}"


def consumers(world: World) -> Iterator[str]:
    """KEDA counts what the groups read, for their own Deployment, up to one Pod a partition."""
    counts = {topic.name: topic.partitions for topic in TOPICS}
    for one in world.of("ScaledObject"):
        spec, deployment = one["spec"], one["spec"]["scaleTargetRef"]["name"]
        group = GROUPS.get(deployment)
        if group is None:
            yield f"{name_of(one)}: {deployment} reads no topics in a group"
            continue
        triggers = [trigger["metadata"] for trigger in spec["triggers"]]
        if {one["topic"] for one in triggers} != {topic.name for topic in read_in_group(group)}:
            yield f"{name_of(one)}: does not look at what {group} reads"
        for trigger in triggers:
            if trigger["consumerGroup"] != group:
                yield f"{name_of(one)}: {trigger['consumerGroup']} is not the group of {deployment}"
            if spec["maxReplicaCount"] > counts.get(trigger["topic"], 0):
                yield f"{name_of(one)}: more Pods than {trigger['topic']} has partitions"
            if trigger["offsetResetPolicy"] != "earliest":
                yield f"{name_of(one)}: would not count what a new group has to read"
        if spec["minReplicaCount"] < 1:
            yield f"{name_of(one)}: nobody would read"


def topics(world: World) -> Iterator[str]:
    """Strimzi is told of every topic of the registry, with its partitions, and of no other."""
    told = {one["spec"]["topicName"]: one["spec"]["partitions"] for one in world.of("KafkaTopic")}
    if told and told != {topic.name: topic.partitions for topic in TOPICS}:
        yield "the topics are not those of the registry"
