"""Settings read once, at start: typed, frozen, every secret also as `<NAME>_FILE`."""

import re
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, PositiveInt, SecretStr, model_validator

from common.kafka_access import KafkaAccess
from common.postgres import POOL_SIZE

ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?")


def _origins(listed: str) -> str:
    for origin in filter(None, listed.split(",")):
        if not ORIGIN.fullmatch(origin):
            raise ValueError(f"{origin!r} is no origin such as https://app.example.com")
    return listed


Origins = Annotated[str, AfterValidator(_origins)]
Port = Annotated[int, Field(ge=0, le=65535)]


class Settings(KafkaAccess):
    """What every process reads; a missing or malformed variable stops it at the start."""

    platform_environment: Literal["production", "development"] = "production"
    host: str = "0.0.0.0"
    port: Port = 8000
    reuse_port: bool = False
    internal_port: Port = 9000
    public_url: str = "http://127.0.0.1:8080"
    cors_allowed_origins: Origins = ""
    kafka_bootstrap_servers: str = "127.0.0.1:9092"
    otel_exporter_otlp_endpoint: str | None = None
    otel_traces_sampler_arg: Annotated[float, Field(ge=0, le=1)] = 1.0
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    drain_seconds: float = 0.0
    shutdown_seconds: float = 20.0
    gc_threshold: PositiveInt = 50_000

    @property
    def cors_origins(self) -> frozenset[str]:
        """The other frontends that may read answers, as `CORS_ALLOWED_ORIGINS` lists them."""
        return frozenset(filter(None, self.cors_allowed_origins.split(",")))

    @property
    def is_production(self) -> bool:
        """Whether only real platform addresses and secure cookies are allowed."""
        return self.platform_environment == "production"


class DatabaseSettings(Settings):
    """For a process that owns a schema; the role of `database_url` is the schema's owner."""

    database_url: SecretStr
    database_pool_size: PositiveInt = POOL_SIZE
    dead_letter_limit: int = 20


class FaultPointSettings(Settings):
    """For a process that calls a platform: where a test lets it die (`common.faults`)."""

    fault_point_file: Path | None = None

    @model_validator(mode="after")
    def _refuse_fault_points(self) -> Self:
        if self.is_production and self.fault_point_file is not None:
            raise ValueError("FAULT_POINT_FILE kills the process for tests; production refuses it")
        return self
