"""Every table as it is after a year."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg.rows import scalar_row

from common.migrations import migrate

from .year import FILL


@pytest.fixture(scope="session")
def year(standing_databases: Any) -> Iterator[psycopg.Connection[Any]]:
    """Every table as it is after a year, read by nobody else."""
    url = standing_databases.emptied("crm_year", lambda url: migrate(url, "crm", "crm_projector"))
    options = "-c search_path=crm"
    with psycopg.connect(url, options=options, row_factory=scalar_row) as connection:
        connection.execute(FILL)
        connection.commit()  # its ANALYZE locks what all databases share: others would wait for it
        yield connection
