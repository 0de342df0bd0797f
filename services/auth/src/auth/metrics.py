"""What is counted of connecting."""

from prometheus_client import Counter

OAUTH_STEPS = Counter(
    "postlog_oauth_steps_total", "Steps of connecting an account", ["provider", "step"]
)
