"""JSON log lines whose fields are an allow-list, so that a secret has no field to stand in."""

import logging
from collections.abc import MutableMapping
from typing import Any

import orjson
import structlog

from common.cause import current_cause
from common.log_queue import LogQueue
from common.repeats import Repeats
from common.tracing import trace_id

FIELDS = frozenset(
    {
        "account_id", "asset_id", "attempt", "attempts", "audit", "causation_id", "chunk",
        "comment_id", "connection", "correlation_id", "count", "due", "effect", "endpoint",
        "error", "event", "event_id", "event_type", "exception", "external_id", "first_offset",
        "group", "key", "kind", "last_offset", "level", "limit", "log_id", "logger", "media_id",
        "method", "mode", "notice_id", "offset", "outcome", "partition", "post_id", "provider",
        "publish_id", "reason", "reply_id", "retry_in", "route", "said", "schema", "seconds",
        "sequence", "service", "size", "status", "step", "tenant_id", "timestamp", "topic",
        "trace_id", "types", "user_id", "verdict",
    }
)  # fmt: skip
LONGEST = 2_000
LARGEST_NUMBER = 2**63 - 1
EventDict = MutableMapping[str, Any]


def allow_listed(_logger: object, _method: str, fields: EventDict) -> EventDict:
    """Drop what is not in `FIELDS`, cut what is long; the names dropped are told."""
    dropped = sorted(fields.keys() - FIELDS)
    kept = {name: _short(name, value) for name, value in fields.items() if name in FIELDS}
    return {**kept, **({"left_out": _short("left_out", dropped)} if dropped else {})}


def _short(name: str, value: object) -> object:
    """Keep numbers, cut text: of a traceback the end, which names the failure."""
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int) and abs(value) <= LARGEST_NUMBER:
        return int(value)
    text = str(value)
    text = text[-LONGEST:] if name == "exception" else text[:LONGEST]
    return text.encode(errors="backslashreplace").decode()  # a lone surrogate is no JSON


def with_cause(_logger: object, _method: str, fields: EventDict) -> EventDict:
    """Add the conversation and the trace that this line belongs to."""
    cause = current_cause()
    found = {"correlation_id": cause.correlation_id, "trace_id": trace_id()}
    return {**{name: value for name, value in found.items() if value}, **fields}


def configure_logging(service: str, level: str = "info") -> None:
    """Send structlog's and the standard library's lines to stdout, one JSON object a line.

    Below `info`, libraries stay silent: their details may hold what our lines never do.
    """

    def with_service(_logger: object, _method: str, fields: EventDict) -> EventDict:
        return {"service": service, **fields}

    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        with_service,
        with_cause,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        # Below the level a call does nothing at all, so a line of each record may cost nothing.
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = LogQueue(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                allow_listed,
                structlog.processors.JSONRenderer(serializer=_dumps),
            ],
        )
    )
    handler.addFilter(lambda record: record.levelno >= logging.INFO or is_ours(record))
    handler.addFilter(Repeats("aiokafka"))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    logging.getLogger("aiokafka").setLevel(logging.ERROR)


def is_ours(record: logging.LogRecord) -> bool:
    """Tell whether structlog made this line: its message is then a dictionary of fields."""
    return isinstance(record.msg, dict)


def _dumps(fields: EventDict, **_: object) -> str:
    return orjson.dumps(fields, default=str).decode()


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """Give a logger; its lines carry fields of the allow-list only."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger
