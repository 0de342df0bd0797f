"""The settings that a ConfigMap holds, group by group, with the defaults that the code has.

A group is what one settings class adds, so that a process takes the groups of its class. Secrets
and files are not among them: Pods mount those.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from postlog_stack.plan import UPSTREAMS
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from accounts.settings import AccountSettings
from auth.settings import WorkerSettings
from common.kafka_access import KafkaAccess
from common.settings import DatabaseSettings, Settings
from crm_projector.settings import ApiSettings as CrmApiSettings
from instagram.assets.settings import MediaSettings
from instagram.settings import InstagramServiceSettings
from platforms.instagram.settings import InstagramSettings
from platforms.tiktok.settings import TikTokSettings
from tiktok.settings import TikTokServiceSettings
from webhook_ingest.settings import Settings as IngestSettings

CHECKOUT = Path(__file__).resolve().parents[3]
TEMPLATE = CHECKOUT / "deploy" / "gateway" / "default.conf.template"
NAMESPACE = "postlog"
# Ports are the Pod's own matter, a name at Kafka is one process's, and a fault point is for tests.
LEFT_OUT = frozenset({"host", "port", "internal_port", "reuse_port", "kafka_username"})
SERVERS = "kafka_bootstrap_servers"
GATEWAY = {
    "GATEWAY_LISTEN": "8080",
    "GATEWAY_RESOLVER": "kube-dns.kube-system.svc.cluster.local",
    "GATEWAY_PAGES": "/usr/share/nginx/html",
    "GATEWAY_MEDIA_ORIGINS": "",
    "GATEWAY_TRUSTED_PROXIES": "unix:",
}
Group = dict[str, str]


def is_plain(info: FieldInfo) -> bool:
    """Tell whether a setting is neither a secret nor the name of a file."""
    return not re.search(r"SecretStr|Path", str(info.annotation))


def plain(settings: type[BaseModel]) -> Group:
    """Give a class's settings that a ConfigMap may hold, with their defaults as text."""
    return {
        name.upper(): _text(info)
        for name, info in settings.model_fields.items()
        if is_plain(info) and name not in LEFT_OUT
    }


def groups() -> Mapping[str, Group]:
    """Give every group by its name."""
    common = plain(Settings)
    kafka = plain(KafkaAccess) | {SERVERS.upper(): common[SERVERS.upper()]}
    return {
        "common": _without(common, kafka),
        "kafka": kafka,
        "database": _without(plain(DatabaseSettings), common),
        "auth": _without(plain(WorkerSettings), plain(DatabaseSettings)),
        "accounts": _without(plain(AccountSettings), plain(DatabaseSettings)),
        "media": _without(plain(MediaSettings), common),
        "tiktok-app": _without(plain(TikTokSettings), common),
        "instagram-app": _without(plain(InstagramSettings), common),
        "tiktok": _without(
            plain(TikTokServiceSettings), plain(AccountSettings), plain(TikTokSettings)
        ),
        "instagram": _without(
            plain(InstagramServiceSettings),
            plain(AccountSettings),
            plain(MediaSettings),
            plain(InstagramSettings),
        ),
        "webhook-ingest": _without(plain(IngestSettings), common),
        "crm-projector": _without(plain(CrmApiSettings), plain(DatabaseSettings)),
        "gateway": gateway(),
    }


def gateway() -> Group:
    """Give what nginx's template asks for; raises `KeyError` for a name that nobody gives."""
    upstreams = {
        name: f"{service}.{NAMESPACE}.svc.cluster.local:{Settings().port}"
        for name, service in UPSTREAMS.items()
    }
    given = GATEWAY | upstreams
    return {
        name: given[name] for name in sorted(set(re.findall(r"\$\{(\w+)\}", TEMPLATE.read_text())))
    }


def _without(group: Group, *others: Iterable[str]) -> Group:
    known = {name for other in others for name in other}
    return {name: text for name, text in group.items() if name not in known}


def _text(info: FieldInfo) -> str:
    """Give a default as the environment has it: nothing where there is none."""
    if info.is_required() or info.default is None:
        return ""
    return str(info.default).lower() if isinstance(info.default, bool) else str(info.default)
