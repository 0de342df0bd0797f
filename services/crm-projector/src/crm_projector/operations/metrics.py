"""What is measured of all consumer groups, from outside of them."""

from prometheus_client import Gauge

GROUP_LAG_RECORDS = Gauge(
    "postlog_group_lag_records",
    "Records of a topic that a group has not settled, measured beside the group",
    ["group", "topic"],
)
GROUP_LAG_SECONDS = Gauge(
    "postlog_group_lag_seconds",
    "Age of the oldest record that a group has not settled, measured beside the group; 0 without"
    " one",
    ["group", "topic"],
)
DEAD_LETTER_RECORDS = Gauge(
    "postlog_dead_letter_records",
    "Records in a topic of dead letters, redriven ones included",
    ["topic"],
)
