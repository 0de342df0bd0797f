"""docker-compose.yml gives each container settings that its service reads, and all it needs."""

from collections.abc import Mapping
from typing import Any

import pytest
import yaml
from postlog_stack.layout import CHECKOUT
from postlog_stack.services import SERVICES
from pydantic_settings import BaseSettings

from auth.settings import ApiSettings as AuthApi
from auth.settings import WorkerSettings as AuthWorker
from common.settings import DatabaseSettings
from crm_projector.settings import ApiSettings as CrmApi
from crm_projector.settings import ProjectSettings
from instagram.settings import InstagramServiceSettings
from tiktok.settings import TikTokServiceSettings
from webhook_ingest.settings import Settings as Ingest

SERVICES_OF = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text())["services"]
READS: Mapping[str, type[BaseSettings]] = {
    "auth-api": AuthApi,
    "auth-worker": AuthWorker,
    "webhook-ingest": Ingest,
    "crm-projector-project": ProjectSettings,
    "crm-projector-api": CrmApi,
    **{f"tiktok-{process}": TikTokServiceSettings for process in ("api", "worker", "scheduler")},
    **{
        f"instagram-{process}": InstagramServiceSettings
        for process in ("api", "worker", "scheduler")
    },
    **{
        f"{service}-migrate": DatabaseSettings
        for service in ("auth", "tiktok", "instagram", "crm-projector")
    },
}
# Read by the image, the runtime or all programs, whatever their settings.
OF_THE_CONTAINER = frozenset({"TMPDIR", "MALLOC_ARENA_MAX"})


def given(name: str) -> dict[str, Any]:
    """Give the environment of one container."""
    return dict(SERVICES_OF[name].get("environment", {}))


def test_every_process_of_a_service_is_a_container() -> None:
    assert {service.name for service in SERVICES} <= READS.keys()
    assert READS.keys() <= SERVICES_OF.keys()


@pytest.mark.parametrize("name", READS)
def test_a_container_is_given_nothing_that_its_service_does_not_read(name: str) -> None:
    known = {field.upper() for field in READS[name].model_fields}
    files = {f"{field}_FILE" for field in known}

    assert given(name).keys() - known - files - OF_THE_CONTAINER == set()


@pytest.mark.parametrize("name", READS)
def test_a_container_is_given_whatever_has_no_default(name: str) -> None:
    needed = {
        field.upper() for field, info in READS[name].model_fields.items() if info.is_required()
    }

    missing = {one for one in needed if not given(name).keys() & {one, f"{one}_FILE"}}
    assert missing == set()
