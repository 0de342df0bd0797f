"""Settings read once, at start: typed, frozen, every secret also as `<NAME>_FILE`."""

import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, PositiveInt, SecretStr, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from common.postgres import POOL_SIZE

ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?")


def _origins(listed: str) -> str:
    for origin in filter(None, listed.split(",")):
        if not ORIGIN.fullmatch(origin):
            raise ValueError(f"{origin!r} is no origin such as https://app.example.com")
    return listed


Origins = Annotated[str, AfterValidator(_origins)]
Port = Annotated[int, Field(ge=0, le=65535)]


class SecretFiles(EnvSettingsSource):
    """Reads `NAME` from the file that `NAME_FILE` names, for fields that hold a secret."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Give the file's text without its last newline, or None where no file is named."""
        path = self.env_vars.get(f"{field_name}_file")
        if path is None or "SecretStr" not in str(field.annotation):
            return None, field_name, False
        return Path(path).read_text().rstrip("\n"), field_name, False


class Settings(BaseSettings):
    """What every process reads; a missing or malformed variable stops it at the start."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

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

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take the environment first, then secret files; never a dotenv found by chance."""
        return init_settings, env_settings, SecretFiles(settings_cls)

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
