"""Settings of the exporter."""

from pydantic import SecretStr

from common.settings import Settings


class ExportSettings(Settings):
    """`iceberg_catalog_url` is a PostgreSQL where the tables' catalogue may stand."""

    iceberg_catalog_url: SecretStr | None = None
