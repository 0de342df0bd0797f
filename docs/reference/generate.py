"""Writes the reference pages that follow from the code: `make schemas` runs it.

A name that the code has and this file does not explain is an error here, and a page that is not
current fails `tests/docs`.
"""

import inspect
import json
import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from prometheus_client.metrics import MetricWrapperBase
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings

from accounts import errors as account_errors
from accounts import metrics as account_metrics
from auth import errors as auth_errors
from auth import metrics as auth_metrics
from auth import routes as auth_routes
from auth.connect.outcomes import refusals
from auth.connect.registered import PLATFORMS
from auth.settings import ApiSettings as AuthApiSettings
from auth.settings import WorkerSettings as AuthWorkerSettings
from common import errors as common_errors
from common import idempotency
from common import metrics as common_metrics
from common.dead_letters import NotRedrivable
from common.durations import in_words
from common.endpoints import Endpoint
from common.errors import ServiceError
from common.event import Event
from common.openapi import openapi
from common.publisher import NotPublished
from common.settings import DatabaseSettings
from common.topics import DAY_MS, FOREVER, Topic
from common.tus import errors as tus_errors
from contracts import accounts, auth, commands, webhooks
from contracts.instagram import commands as instagram_commands
from contracts.instagram import events as instagram_events
from contracts.personal import PERSONAL
from contracts.tiktok import commands as tiktok_commands
from contracts.tiktok import events as tiktok
from contracts.topics import TOPICS
from crm_projector.operations import metrics as operations_metrics
from crm_projector.operations.redriving import AlreadyRedriven
from crm_projector.providers import ENDPOINTS as CRM_ENDPOINTS
from crm_projector.settings import ApiSettings as CrmApiSettings
from crm_projector.settings import ProjectSettings
from crm_projector.stream import metrics as crm_metrics
from exporter.settings import ExportSettings
from instagram import errors as instagram_errors
from instagram.api import routes as instagram_routes
from instagram.settings import InstagramServiceSettings
from platforms.catalogue import Catalogue
from platforms.instagram.catalogue import CATALOGUE as INSTAGRAM_CODES
from platforms.signatures import InvalidSignature, StaleSignature
from platforms.tiktok.catalogue import CATALOGUE as TIKTOK_CODES
from tiktok import errors as tiktok_errors
from tiktok.api import routes as tiktok_routes
from tiktok.settings import TikTokServiceSettings
from vault import metrics as vault_metrics
from webhook_ingest import metrics as ingest_metrics
from webhook_ingest import routes as ingest_routes
from webhook_ingest.receivers.instagram.handshake import HandshakeRefused
from webhook_ingest.receivers.tiktok.receiver import ForeignDelivery
from webhook_ingest.settings import Settings as IngestSettings

HERE = Path(__file__).parent
APIS: Mapping[str, tuple[str, Sequence[Endpoint]]] = {
    "auth": ("Sign-in, connecting accounts, host applications.", auth_routes.ENDPOINTS),
    "tiktok": ("Posting to TikTok, and what became of a post.", tiktok_routes.ENDPOINTS),
    "instagram": (
        "Posting to Instagram, and the comments and numbers of posts.",
        instagram_routes.ENDPOINTS,
    ),
    "webhook-ingest": ("Where platforms send their webhooks.", ingest_routes.ENDPOINTS),
    "crm-projector": ("Accounts, posts, metrics, webhooks, timelines.", CRM_ENDPOINTS),
}
METRICS = (
    common_metrics,
    vault_metrics,
    account_metrics,
    auth_metrics,
    ingest_metrics,
    crm_metrics,
    operations_metrics,
)
WHO: Mapping[str, str] = {
    "Anyone": "anybody",
    "Public": "anybody of our own origin",
    "FromPlatform": "from the platform's page",
    "Signed": "the platform, by its signature",
    "Recent": "recent session",
    "RecentPage": "recent session",
    "SignedIn": "session",
    "Operator": "operator's session",
    "WithApiKey": "API key",
}
HTTP_RULES = """\
All public endpoints are behind one origin, the gateway. Bodies and answers are JSON; a request
with an unknown field is refused. Errors are [problems](problems.md). Answers with personal data
carry `Cache-Control: no-store`. Each service's OpenAPI 3.1 document is linked below.

**Who is asking.** Signing in sets a cookie (`__Host-session`, or `session` where `PUBLIC_URL` is
http). A request that changes something then also needs `X-CSRF-Token`, and an `Origin` that is
ours where there is one. The same token may come as `Authorization: Bearer`, without the two. A
token lives ten minutes; with a *recent* session one that has expired is still taken while its
session lives (`SESSION_IDLE_SECONDS`). Another user's things are 404. Pages of other origins may
read answers where `CORS_ALLOWED_ORIGINS` names them; they send a Bearer token, since cookies
never cross.

**Repeats.** `Idempotency-Key` (1 to 200 printable characters): the same key and body give the
post as it is now; another body 422; 409 with `Retry-After` while TikTok has not answered the
first. Where the first answer said when to come back (429, 503), the key is free again.

**Lists** with a cursor take `?limit=` and `?cursor=`, the `next_cursor` of the page before.

`GET /livez`, `GET /readyz` (503 with the reasons) and `GET /metrics` are on `INTERNAL_PORT` of
each process, which the gateway does not serve.
"""
HTTP_NOTES: Mapping[str, str] = {
    "tiktok": """\
A post's status is `INIT_ATTEMPTED`, `INIT_REJECTED`, `INIT_OUTCOME_UNKNOWN`, `UPLOADING`,
`PROCESSING`, `SEND_TO_USER_INBOX`, `PUBLISH_COMPLETE`, `FAILED`, `LOST` (no last word for a day)
or `UNKNOWN` (nobody can tell whether TikTok has it). Before each call to TikTok its limits are
counted for the account, across replicas; beyond them 429 with `Retry-After`, and TikTok sees
nothing. How to upload: [upload.md](../how-to/upload.md).
""",
    "webhook-ingest": """\
200 once the delivery is in the log. Never a redirect. A signed body that cannot be parsed is
taken as well: the platform would repeat it for days. Without an app of Instagram in the settings
there are no addresses for Instagram.
""",
    "crm-projector": """\
Every row carries `event_id`, `topic`, `partition` and `offset`: the event that its newest word is
from, and where that stands.
""",
}
NOTE = "<!-- Written by generate.py; `make schemas` writes it anew. -->\n"

PROCESSES: Mapping[str, type[BaseSettings]] = {
    "auth api": AuthApiSettings,
    "auth worker": AuthWorkerSettings,
    "tiktok": TikTokServiceSettings,
    "instagram": InstagramServiceSettings,
    "webhook-ingest": IngestSettings,
    "crm-projector api": CrmApiSettings,
    "crm-projector project": ProjectSettings,
    "migrate, resume": DatabaseSettings,
    "postlog-export": ExportSettings,
}
MEANINGS: Mapping[str, str] = {
    "platform_environment": "`production` refuses addresses that are not the platforms' own, an"
    " `http` public address, unverified webhooks and fault points; `development` allows them",
    "host": "address to listen on",
    "port": "port of the public endpoints",
    "internal_port": "port of `/livez`, `/readyz` and `/metrics`; never public",
    "public_url": "the origin that browsers and platforms see: scheme, host, port",
    "reuse_port": "whether several processes may listen on one port, and the kernel spreads the"
    " connections; each needs an `INTERNAL_PORT` of its own",
    "kafka_bootstrap_servers": "Kafka, a comma list of `host:port`",
    "kafka_security_protocol": "`PLAINTEXT`, or `SASL_SSL`: TLS, and a name with a password",
    "kafka_sasl_mechanism": "`SCRAM-SHA-512`, `SCRAM-SHA-256` or `PLAIN`",
    "kafka_username": "the process's user at Kafka",
    "kafka_password": "its password; a client that connects anew reads the file anew",
    "kafka_ca_file": "certificates (PEM) that the brokers' are signed by; without it, those that"
    " the machine trusts",
    "cors_allowed_origins": "origins of other frontends whose pages may read answers, a comma list;"
    " they authenticate with a bearer token, since cookies never cross",
    "otel_exporter_otlp_endpoint": "where spans are sent (OTLP over HTTP); none are without it",
    "otel_traces_sampler_arg": "share of the traces that begin here and are sent, from 0 to 1",
    "log_level": "the least severe lines that are written: `debug`, `info`, `warning` or `error`;"
    " `debug` adds a line for each consumed record and each webhook",
    "drain_seconds": "on SIGTERM, how long to say `draining` before work stops",
    "shutdown_seconds": "how long requests under way may take to end",
    "gc_threshold": "how many objects are made between two searches for cyclic garbage; more of"
    " them are longer pauses less often, and a few MiB",
    "database_url": "PostgreSQL, as the role that owns the service's schema",
    "iceberg_catalog_url": "PostgreSQL where the catalogue of the exported tables stands",
    "database_pool_size": "the most connections to PostgreSQL that a process keeps in its pool",
    "dead_letter_limit": "dead letters in a row of a partition at which the consumer stops",
    "session_keys_file": "JWK set of Ed25519 keys: the private one for `auth`, the public one for"
    " the others",
    "stream_limit": "streams of changes that a process keeps open; beyond them 503",
    "session_idle_seconds": "how long a session lives without being refreshed",
    "session_absolute_seconds": "how long a session lives at all",
    "grant_keyring_file": "key ring for grants on their way from `auth` to `tiktok`",
    "grant_keyring_files": "for `auth`: key rings of single platforms, a JSON object of files by"
    " the platform's name; all others use `GRANT_KEYRING_FILE`",
    "token_keyring_file": "key ring for tokens and upload addresses at rest",
    "tiktok_verified_url_prefixes": "domains (`example.com`) and prefixes (`https://example.com/v/`)"
    " that TikTok has verified as ours, a comma list: only files there may be posted by their"
    " address",
    "smtp_url": "`smtp://` or `smtps://`, `[user:password@]host[:port]`: where notices are mailed"
    " through, a password only over TLS; without it they are only listed",
    "mail_from": "the sender of those mails; needed with `SMTP_URL`",
    "tiktok_sample_hours": "how often views, likes, comments and shares of public posts are asked"
    " for",
    "tiktok_reconcile_hours": "how often an account's video list is compared with our posts",
    "tiktok_pending_share_limit": "drafts of an account that may wait in the TikTok inbox at once",
    "tiktok_pending_share_seconds": "for how long a draft that nobody posts keeps its place there",
    "upload_buffer_bytes": "what all uploads of a process may hold in memory;"
    " on disk, in `TMPDIR`, 16 times as much",
    "timer_seconds": "how often the scheduler's leader looks for what is due",
    "tiktok_refreshes_per_second": "token refreshes that the scheduler's leader starts in a second,"
    " at most; those that wait come in the order in which they came due",
    "init_lost_after_seconds": "after this an init without an outcome is `INIT_OUTCOME_UNKNOWN`",
    "fault_point_file": "for tests: a file that names the point at which to die; `production`"
    " refuses it",
    "instagram_login": "`facebook`, or `unified`: the login of the app of `INSTAGRAM_APP_ID`",
    "instagram_app_id": "the app of the Facebook side; without it, and without the one of Instagram"
    " Login, Instagram is not offered",
    "instagram_app_secret": "its secret; a comma list while it is being changed: calls use the"
    " first, webhooks and callbacks are verified with any",
    "instagram_config_id": "a configuration of Facebook Login for Business, in place of the scopes;"
    " Unified Login needs one",
    "instagram_login_app_id": "the Instagram app, for Instagram Login beside the Facebook side, or"
    " alone",
    "instagram_login_app_secret": "its secret, or a comma list, as `INSTAGRAM_APP_SECRET`",
    "instagram_scopes": "the permissions that users are asked for by either login, a comma list of"
    " Facebook's names with `instagram_basic`; the features of those left out are off",
    "instagram_graph_version": "the version of Meta's API, `v22.0` or later",
    "instagram_dialog_url": "Facebook's consent page",
    "instagram_graph_url": "Facebook's API",
    "instagram_rupload_url": "where video bytes may go",
    "instagram_login_dialog_url": "Instagram's own consent page",
    "instagram_login_exchange_url": "where Instagram Login trades codes",
    "instagram_login_graph_url": "Instagram Login's API",
    "instagram_carousel_max": "items of a carousel, at most: sources of Meta's differ",
    "instagram_hashtags_advised": "hashtags in a caption beyond which its author is warned",
    "media_store": "where uploaded pictures and videos lie: `file:///folder`, which every process"
    " of the service must see, or `s3://bucket/prefix?endpoint=https://…&region=…`",
    "media_store_access_key": "the key id for a bucket",
    "media_store_secret_key": "its secret",
    "media_store_public": "whether Meta fetches from the bucket itself, by addresses that it signs;"
    " otherwise from `PUBLIC_URL`",
    "media_bytes_per_user": "bytes of files that one user may have here at once",
    "instagram_call_timeout": "seconds for a call, its repeats included",
    "instagram_video_delivery": "how uploaded videos come to Instagram: by an `address`, or"
    " `resumable`: they are sent, where the login takes them",
    "instagram_upload_timeout": "seconds for the bytes of a video",
    "tiktok_authorize_url": "TikTok's consent page",
    "tiktok_api_url": "TikTok's API",
    "tiktok_client_key": "the app's key",
    "tiktok_client_secret": "the app's secret; a comma list while it is being changed: calls use"
    " the first, webhooks are verified with any. Outside `production`, `webhook-ingest` starts"
    " without one and then verifies nothing",
    "tiktok_upload_hosts": "where video bytes may go: suffixes (`.tiktokapis.com`, https only) or"
    " `host:port`, a comma list",
    "tiktok_scopes": "the permissions that users are asked for, a comma list with"
    " `user.info.basic`; the features of those left out are off",
    "tiktok_pkce": "`hex` sends TikTok's kind of PKCE challenge, `none` sends none",
    "tiktok_avatar_hosts": "where accounts' pictures may be fetched from, written as above",
    "tiktok_call_timeout": "seconds for a call, its repeats included",
    "tiktok_refresh_timeout": "seconds for a token refresh; less than the lease of 60",
    "tiktok_upload_timeout": "seconds for a chunk",
    "instagram_avatar_hosts": "where accounts' pictures may be fetched from: suffixes"
    " (`.cdninstagram.com`, https only) or `host:port`",
    "instagram_sample_hours": "how often the numbers of accounts and posts are asked",
    "instagram_reconcile_hours": "how often an account's media list is compared with our posts",
    "instagram_refreshes_per_second": "token renewals that the scheduler's leader starts in a"
    " second",
    "instagram_verify_token": "a text of your own choice that stands in the app's dashboard too:"
    " Meta proves with it that the webhook address is to be subscribed; without one no handshake"
    " succeeds",
    "tiktok_webhook_max_age": "seconds for which a signature is accepted; TikTok repeats for 72"
    " hours",
    "max_body_bytes": "the largest webhook taken that is one record",
    "max_batch_bytes": "the largest one of a platform that puts many changes into one",
    "body_timeout": "seconds in which a webhook's body must have come",
}
ERRORS: tuple[object, ...] = (
    common_errors,
    idempotency,
    tus_errors,
    account_errors,
    tiktok_errors,
    instagram_errors,
    auth_errors,
)
SINGLE_ERRORS = (
    AlreadyRedriven,
    NotPublished,
    NotRedrivable,
    InvalidSignature,
    StaleSignature,
    ForeignDelivery,
    HandshakeRefused,
)
INTERNAL = {  # no endpoint answers with these
    "connected-by-another",
    "invalid-record",
    "unknown-type",
    "unreadable-record",
    "unstorable-record",
}


def pages() -> dict[str, str]:
    """Give every page by its file name."""
    return {
        **{f"openapi/{service}.json": written(document) for service, document in documents()},
        "http.md": http_page(),
        "settings.md": settings_page(),
        "topics.md": topics_page(),
        "events.md": events_page(),
        "metrics.md": metrics_page(),
        "problems.md": problems_page(),
        "errors.md": errors_page("TikTok", TIKTOK_CODES),
        "errors-instagram.md": errors_page("Instagram", INSTAGRAM_CODES),
    }


def documents() -> Iterator[tuple[str, dict[str, Any]]]:
    """Give each service's OpenAPI document."""
    for service, (summary, endpoints) in APIS.items():
        yield service, openapi(f"Postlog {service}", summary, endpoints)


def written(document: dict[str, Any]) -> str:
    """Write a document so that two of them can be compared line by line."""
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def http_page() -> str:
    """Every operation of every public API."""
    parts = [HTTP_RULES]
    for service, (summary, endpoints) in APIS.items():
        rows = [
            (
                f"`{one.method} {one.path}`",
                WHO[type(one.policy).__name__],
                (inspect.getdoc(one.policy.handler) or "").partition("\n")[0],
                ", ".join(map(str, one.answers)),
                " ".join(f"`{refusal.kind}`" for refusal in one.refusals),
            )
            for one in endpoints
        ]
        document = f"[{summary}](openapi/{service}.json)\n"
        head = ("endpoint", "who", "does", "answers", "problems of its own")
        parts += [f"## {service}\n", document, table(head, rows), HTTP_NOTES.get(service, "")]
    return page("HTTP", *parts)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Render a Markdown table."""
    names = list(head)
    lines = [names, ["---"] * len(names), *rows]
    return "".join("| " + " | ".join(cells) + " |\n" for cells in lines)


def page(title: str, *parts: str) -> str:
    """Join a page's parts."""
    return "\n".join([f"# {title}\n", NOTE, *parts])


def settings_page() -> str:
    """Every environment variable, and who reads it."""
    fields = {
        name: field
        for settings in PROCESSES.values()
        for name, field in settings.model_fields.items()
    }
    rows = [
        (_variables(name, field), _default(name, field), _readers(name), MEANINGS[name])
        for name, field in sorted(fields.items())
    ]
    return page(
        "Settings",
        "Environment variables, read once at the start; a missing or malformed one stops the"
        " process there.\nA secret can also be the content of a file, named by the variable that"
        " ends in `_FILE`. No `.env` is read by\na service: that is a matter of the local"
        " stack ([how to run it](../how-to/run.md)). `tiktok` and `instagram` stand for their"
        "\nthree processes each.\n",
        table(("variable", "default", "read by", "what it is"), rows),
        "The sandbox has settings of its own: `postlog-sandbox --help`. `postlog-topics apply|diff`"
        " reads\n`KAFKA_BOOTSTRAP_SERVERS` and takes `--replicas` and `--min-insync-replicas`.\n",
    )


def _variables(name: str, field: FieldInfo) -> str:
    variable = f"`{name.upper()}`"
    is_secret = "SecretStr" in str(field.annotation)
    return f"{variable}, `{name.upper()}_FILE`" if is_secret else variable


def _default(name: str, field: FieldInfo) -> str:
    fields = [one.model_fields[name] for one in PROCESSES.values() if name in one.model_fields]
    if any(one.is_required() for one in fields):
        return "**required**"
    if "SecretStr" in str(field.annotation) or field.default is None:
        return "none"
    return f"`{field.default}`"


def _readers(name: str) -> str:
    readers = [process for process, one in PROCESSES.items() if name in one.model_fields]
    others = [process for process in PROCESSES if process not in readers]
    if len(others) > 1:
        return ", ".join(readers)
    return f"all but {others[0]}" if others else "all"


def topics_page() -> str:
    """The registry."""
    rows = [
        (
            f"`{topic.name}`",
            topic.key or "Faust's own",
            ", ".join(topic.written_by),
            ", ".join(topic.read_by) or "people",
            _retention(topic),
            str(topic.partitions),
        )
        for topic in TOPICS
    ]
    return page(
        "Topics",
        "`postlog-topics apply` creates them, `postlog-topics diff` tells where a cluster differs."
        " None is compacted, and\nnone is written in Kafka transactions, so a partition's offsets"
        " have no holes.\n",
        table(("topic", "key", "written by", "read by", "kept", "partitions"), rows),
    )


def _retention(topic: Topic) -> str:
    if topic.retention_ms == FOREVER:
        return "for ever"
    days = topic.retention_ms // DAY_MS
    return "1 day" if days == 1 else f"{days} days"


def events_page() -> str:
    """Every event and command, by the class that says what they share."""
    modules = (auth, accounts, tiktok, instagram_events, webhooks)
    listed = [event for module in modules for event in module.EVENTS]
    listed += [*commands.COMMANDS, *tiktok_commands.COMMANDS, *instagram_commands.COMMANDS]
    return page(
        "Events and commands",
        "The value is JSON with these fields; the envelope is in the headers"
        " ([how to read it](../how-to/read-the-topics.md)).\nA webhook is the exception: its value"
        " is the body as it came, and the other fields are headers of these names.\nFields are"
        " only ever added; a changed meaning is a new type. A field in *italics* may be missing or"
        " null. What is *personal* tells of a person: an event without it is still valid.\n",
        *(_family(family, list(group)) for family, group in groupby(listed, key=_family_of)),
    )


def _family_of(event: type[Event]) -> type[Event]:
    """Give the class that an event shares its fields with, or the event itself."""
    parent = event.__mro__[1]
    return event if parent is Event else parent


def _family(family: type[Event], members: list[type[Event]]) -> str:
    owner = (inspect.getdoc(inspect.getmodule(family)) or "").splitlines()[0]
    shared = {} if family in members else family.model_fields
    rows = [
        (f"`{event.TYPE}`", _summary(event), "<br>".join(_own(event, shared)) or "none")
        for event in members
    ]
    parts = [f"## `{family.TOPIC}`: {family.__name__}\n", f"{owner}\n"]
    if shared:
        fields = "; ".join(_field(name, one) for name, one in shared.items())
        parts.append(f"{_summary(family)} Each has: {fields}.\n")
    return "\n".join([*parts, table(("type", "says", "fields of its own"), rows)])


def _own(event: type[Event], shared: Mapping[str, FieldInfo]) -> Iterator[str]:
    schemas = event.model_json_schema()["properties"]
    for name, field in event.model_fields.items():
        if name not in shared:
            yield _field(name, field) + (", personal" if _is_personal(schemas[name]) else "")


def _is_personal(schema: dict[str, Any]) -> bool:
    return any(option.get(PERSONAL) for option in (schema, *schema.get("anyOf", ())))


def _field(name: str, field: FieldInfo) -> str:
    shown = f"`{name}`" if field.is_required() else f"*`{name}`*"
    return f"{shown} {_type(field.annotation)}"


def _type(annotation: Any) -> str:
    if get_origin(annotation) is Literal:
        return "one of " + ", ".join(f"`{value}`" for value in get_args(annotation))
    if get_origin(annotation) in {Union, types.UnionType}:
        return " or ".join(_type(one) for one in get_args(annotation) if one is not type(None))
    if get_origin(annotation) is list:
        return f"list of {_type(get_args(annotation)[0])}"
    if get_origin(annotation) is Annotated:
        return _type(get_args(annotation)[0])
    plain: str = annotation.__name__
    return {"str": "text", "int": "number", "bool": "true or false"}.get(plain, plain)


def metrics_page() -> str:
    """Every metric."""
    found = [
        one
        for module in METRICS
        for one in vars(module).values()
        if isinstance(one, MetricWrapperBase)
    ]
    described = [(next(iter(one.describe())), one) for one in found]
    rows = [
        (
            f"`{metric.name}{'_total' if metric.type == 'counter' else ''}`",
            metric.type,
            ", ".join(f"`{label}`" for label in one._labelnames) or "none",
            metric.documentation,
        )
        for metric, one in described
    ]
    return page(
        "Metrics",
        "At `/metrics` of the internal port, in Prometheus' text format. A process shows those of"
        " its service and of the libraries\nit uses.\n",
        table(("metric", "kind", "labels", "what it is"), rows),
    )


def problems_page() -> str:
    """Every problem type that an endpoint may answer, and how connecting may end."""
    rows = [
        (f"`/problems/{error.kind}`", str(int(error.status)), _summary(error))
        for error in sorted(set(_errors()), key=lambda one: (one.status, one.kind))
    ]
    outcomes = [
        (f"`{code}`", str(int(one.status)), one.title, one.happened)
        for code, one in refusals(PLATFORMS.first).items()
    ]
    return page(
        "Problems",
        "An error is answered as `application/problem+json`"
        " ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)): `type`, `title`, `status`,\n"
        "`detail` (a sentence for a person), `instance` and `trace_id`. Programs look at `type`."
        " Where waiting helps there is a\n`Retry-After`. What HTTP itself refuses (404 for an"
        " unknown path, 405, 413) has the type `about:blank`; the gateway\nanswers"
        " `/problems/not-found`, `/problems/body-too-large` and `/problems/service-unreachable`"
        " (502).\n",
        table(("type", "status", "when"), rows),
        "## How connecting may end\n",
        "The callback ends on `/platforms/connect/tiktok?error={code}`, and that page asks"
        " `/api/auth/outcomes/{code}` for the\nwords: JSON with status 200, or a page with the"
        " status below where HTML is asked for. `connected` tells of the\naccount; the others:\n",
        table(("code", "status", "title", "what happened"), outcomes),
    )


AREAS: Mapping[str, str] = {
    "oauth": "Connecting and refreshing",
    "api": "Calls",
    "upload": "Uploading",
    "fail_reason": "Posts that failed (`fail_reason`)",
    "photo_failure": "Posts of photos that failed, where TikTok has other limits",
}
KINDS = (
    "**Who must act**: `wait` nobody, `renew` the user by consenting anew, `ours` whoever runs this"
    " Postlog, `theirs` the platform,\n`user` the user by changing something. **Again?** `never`;"
    " `refresh_once`: after one refresh of the token; `later`: after the\ntime given;"
    " `ask_status`: the upload goes on by itself; `after_change`: the same again would fail"
    " again;\n`by_user`: only by the user's word. A code that is not listed is shown to the user as"
    " it is, and counted in\n`postlog_unknown_codes_total`.\n"
)


def errors_page(title: str, catalogue: Catalogue) -> str:
    """Every code of a platform, and what it means to people."""
    parts = [KINDS]
    areas = {one.area for one in catalogue.entries}
    for area, heading in ((area, text) for area, text in AREAS.items() if area in areas):
        rows = [
            (
                f"`{one.code}`",
                f"`{one.kind}`",
                f"`{one.retry}`" + (f", {in_words(one.retry_after)}" if one.retry_after else ""),
                one.sentence,
                one.next_step,
            )
            for one in catalogue.entries
            if one.area == area
        ]
        head = ("code", "who must act", "again?", "what the user reads", "next step")
        parts += [f"## {heading}\n", table(head, rows)]
    spellings = ((f"`{other}`", f"`{code}`") for other, code in catalogue.aliases.items())
    parts += ["## Other spellings\n", table(("seen", "means"), spellings)]
    return page(f"{title}'s codes", *parts)


def _errors() -> Iterator[type[ServiceError]]:
    for module in ERRORS:
        for one in vars(module).values():
            if inspect.isclass(one) and issubclass(one, ServiceError) and one.kind not in INTERNAL:
                yield one
    yield from SINGLE_ERRORS


def _summary(one: type[object]) -> str:
    return " ".join((inspect.getdoc(one) or "").split("\n\n")[0].split())


if __name__ == "__main__":
    for name, text in pages().items():
        (HERE / name).parent.mkdir(exist_ok=True)
        (HERE / name).write_text(text)
