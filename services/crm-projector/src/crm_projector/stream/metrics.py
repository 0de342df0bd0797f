"""What is counted of streaming."""

from prometheus_client import Gauge

OPEN_STREAMS = Gauge("postlog_open_streams", "Streams of changes that are open now")
