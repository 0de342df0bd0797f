"""Settings from the environment, every secret also as `<NAME>_FILE`."""

from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)


class SecretFiles(EnvSettingsSource):
    """Reads `NAME` from the file that `NAME_FILE` names, for fields that hold a secret."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Give the file's text without its last newline, or None where no file is named."""
        path = self.env_vars.get(f"{field_name}_file")
        if path is None or "SecretStr" not in str(field.annotation):
            return None, field_name, False
        return Path(path).read_text().rstrip("\n"), field_name, False


class EnvironmentSettings(BaseSettings):
    """Frozen; its errors quote no input."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

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
