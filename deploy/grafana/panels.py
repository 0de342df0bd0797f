"""What the dashboards show: each panel asks Prometheus one question, and says what it means."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["lines", "bars"]


@dataclass(frozen=True)
class Panel:
    """One question; `legend` is written with Grafana's `{{label}}`.

    `lines` shows how the answer changes over time, `bars` only what it is now.
    """

    title: str
    description: str
    unit: str
    expr: str
    legend: str
    kind: Kind = "lines"


@dataclass(frozen=True)
class Board:
    """A dashboard: its file's name, and its panels by row."""

    name: str
    title: str
    rows: tuple[tuple[str, tuple[Panel, ...]], ...]

    def panels(self) -> tuple[Panel, ...]:
        """Give all panels in their order."""
        return tuple(panel for _, panels in self.rows for panel in panels)


ENDED = "published|in_inbox|failed|rejected|unknown|lost"
FAILING = """\
(
  sum by (service, route) (rate(postlog_http_requests_total{status=~"5.."}[5m]))
    or 0 * sum by (service, route) (rate(postlog_http_requests_total[5m]))
) / sum by (service, route) (rate(postlog_http_requests_total[5m]))"""

CONNECTING = (
    Panel(
        "Connecting, step by step",
        "How many consents were started, exchanged for tokens and granted in the last 24 hours, by"
        " platform. What is lost between two steps did not come back from the platform's page.",
        "short",
        "sum by (provider, step) (increase(postlog_oauth_steps_total[24h]))",
        "{{provider}} {{step}}",
        "bars",
    ),
    Panel(
        "Steps of connecting over time",
        "The same for each hour. Steps named refused or unknown_error end a connection.",
        "short",
        "sum by (provider, step) (increase(postlog_oauth_steps_total[1h]))",
        "{{provider}} {{step}}",
    ),
)
PUBLISHING = (
    Panel(
        "Posts by what became of them",
        "Posts of the last hour: accepted by the platform, published, failed, or not known.",
        "short",
        "sum by (provider, outcome) (increase(postlog_posts_total[1h]))",
        "{{provider}} {{outcome}}",
    ),
    Panel(
        "Share of posts that were published",
        "Of the posts that came to an end within the last hour: those that were published, or are"
        " in the user's inbox. Empty while no post ends.",
        "percentunit",
        'sum by (provider) (increase(postlog_posts_total{outcome=~"published|in_inbox"}[1h]))'
        f' / sum by (provider) (increase(postlog_posts_total{{outcome=~"{ENDED}"}}[1h]))',
        "{{provider}}",
    ),
    Panel(
        "Uploaded to platforms",
        "Bytes of uploads that the platform has confirmed.",
        "Bps",
        "sum by (provider) (rate(postlog_upload_bytes_total[5m]))",
        "{{provider}}",
    ),
)
TOKENS = (
    Panel(
        "Refreshes of tokens by outcome",
        "Refreshes of the last hour. Failed ones are tried again while the old token lives;"
        " reauthorization_required means that the user must consent again.",
        "short",
        "sum by (provider, outcome) (increase(postlog_token_refreshes_total[1h]))",
        "{{provider}} {{outcome}}",
    ),
    Panel(
        "Time to the nearest end of a token",
        "How long the first token still lives that Postlog renews by itself. Below 0 an account"
        " cannot be used.",
        "s",
        "min by (provider) (postlog_token_nearest_expiry_seconds)",
        "{{provider}}",
    ),
)
WEBHOOKS = (
    Panel(
        "Webhooks received by verdict",
        "Deliveries a second, by what was found about their signature and body.",
        "reqps",
        "sum by (provider, verdict) (rate(postlog_webhooks_total[5m]))",
        "{{provider}} {{verdict}}",
    ),
    Panel(
        "Webhooks that wait, in records",
        "Webhooks in the log that a group has not settled. More than 100 are an alert.",
        "short",
        'max by (group, topic) (postlog_group_lag_records{topic=~"webhooks[.].+"})',
        "{{group}} {{topic}}",
    ),
    Panel(
        "Webhooks that wait, in seconds",
        "Age of the oldest webhook that a group has not settled.",
        "s",
        'max by (group, topic) (postlog_group_lag_seconds{topic=~"webhooks[.].+"})',
        "{{group}} {{topic}}",
    ),
    Panel(
        "Time from a webhook to its effect, 95 %",
        "95 % of the webhooks had their effect within this time after their receipt. Empty while"
        " none comes.",
        "s",
        "histogram_quantile(0.95,"
        " sum by (provider, le) (rate(postlog_webhook_settled_seconds_bucket[5m])))",
        "{{provider}}",
    ),
    Panel(
        "Webhooks whose account or post is not known yet",
        "They are applied when it becomes known, and end after a week.",
        "short",
        "max by (provider) (postlog_pending_observations)",
        "{{provider}}",
    ),
)
CONSUMERS = (
    Panel(
        "Lag of the CRM",
        "Age of the oldest event that the CRM does not show yet, by topic.",
        "s",
        'max by (topic) (postlog_group_lag_seconds{group="crm-projector"})',
        "{{topic}}",
    ),
    Panel(
        "Lag of the other groups",
        "Age of the oldest record that a group has not settled. Commands may wait for a platform's"
        " limits.",
        "s",
        'max by (group, topic) (postlog_group_lag_seconds{group!="crm-projector"})',
        "{{group}} {{topic}}",
    ),
    Panel(
        "Records settled",
        "Records a second, by group and by what became of them.",
        "short",
        "sum by (group, outcome) (rate(postlog_records_consumed_total[5m]))",
        "{{group}} {{outcome}}",
    ),
    Panel(
        "Dead letters",
        "Records in the topics of dead letters, redriven ones included.",
        "short",
        "max by (topic) (postlog_dead_letter_records)",
        "{{topic}}",
    ),
    Panel(
        "Age of the outboxes",
        "Age of the oldest event that is decided and not sent. Absent while no relay leads.",
        "s",
        "max by (schema) (postlog_outbox_oldest_seconds)",
        "{{schema}}",
    ),
)
REQUESTS = (
    Panel(
        "Requests",
        "Requests a second that each service answers.",
        "reqps",
        "sum by (service) (rate(postlog_http_requests_total[5m]))",
        "{{service}}",
    ),
    Panel(
        "Error rate by endpoint",
        "Share of requests that were answered with 500 or above. More than 5 % are an alert.",
        "percentunit",
        FAILING,
        "{{service}} {{route}}",
    ),
    Panel(
        "Time to answer, 95 %",
        "95 % of the requests were answered within this time; streams are left out.",
        "s",
        "histogram_quantile(0.95,"
        " sum by (service, le) (rate(postlog_http_request_seconds_bucket[5m])))",
        "{{service}}",
    ),
)
PLATFORMS = (
    Panel(
        "Calls to platforms",
        "Calls a second, by endpoint and outcome; repeats are counted.",
        "reqps",
        "sum by (provider, endpoint, outcome) (rate(postlog_platform_calls_total[5m]))",
        "{{provider}} {{endpoint}} {{outcome}}",
    ),
    Panel(
        "Time of a call to a platform, 95 %",
        "95 % of the calls to an endpoint were answered within this time.",
        "s",
        "histogram_quantile(0.95,"
        " sum by (provider, endpoint, le) (rate(postlog_platform_call_seconds_bucket[5m])))",
        "{{provider}} {{endpoint}}",
    ),
)
RESOURCES = (
    Panel(
        "Programs that answer",
        "1 for each program that Prometheus can read, 0 for one that it cannot.",
        "short",
        'min by (program) (up{job="postlog"})',
        "{{program}}",
    ),
    Panel(
        "Use of the pools of connections",
        "Share of a process's connections to PostgreSQL that are in use: the fullest pool of each"
        " service.",
        "percentunit",
        "max by (schema) (postlog_postgres_pool_in_use / postlog_postgres_pool_limit)",
        "{{schema}}",
    ),
    Panel(
        "Connections that could not be made",
        "Failed connections to PostgreSQL in five minutes.",
        "short",
        "sum by (schema) (increase(postlog_postgres_connect_failures_total[5m]))",
        "{{schema}}",
    ),
    Panel(
        "Requests that no pool could serve",
        "Requests for a connection that were given none in time, in five minutes.",
        "short",
        "sum by (schema) (increase(postlog_postgres_pool_timeouts_total[5m]))",
        "{{schema}}",
    ),
)
BOARDS = (
    Board(
        "publishing",
        "Postlog: connecting and publishing",
        (("Connecting", CONNECTING), ("Publishing", PUBLISHING), ("Tokens", TOKENS)),
    ),
    Board(
        "events",
        "Postlog: webhooks and events",
        (("Webhooks", WEBHOOKS), ("Consumers", CONSUMERS)),
    ),
    Board(
        "requests",
        "Postlog: requests and resources",
        (("Requests", REQUESTS), ("Platforms", PLATFORMS), ("Resources", RESOURCES)),
    ),
)
