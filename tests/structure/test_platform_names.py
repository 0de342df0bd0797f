"""A platform costs a folder in each part and a line in each registration, and nothing else."""

import subprocess
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
PLATFORMS = sorted(
    folder.name
    for folder in (CHECKOUT / "libs/platforms/src/platforms").iterdir()
    if (folder / "__init__.py").exists()
)
SERVED = [name for name in PLATFORMS if (CHECKOUT / "services" / name).exists()]
PARTS = ("libs/*/src/*", "services/*/src/*", "sandbox/src/*", "web/src/*", "deploy/local/*.py")
ENDINGS = {".py", ".ts", ".tsx"}
# One line a platform: everything that stands in one of these lists is found from there.
REGISTRATIONS = {
    "deploy/local/postlog_stack/platforms/__init__.py",
    "libs/contracts/src/contracts/names.py",
    "libs/contracts/src/contracts/providers.py",
    "sandbox/src/sandbox/platforms.py",
    "services/auth/src/auth/connect/registered.py",
    "services/crm-projector/src/crm_projector/providers.py",
    "services/webhook-ingest/src/webhook_ingest/receivers/registered.py",
    "services/webhook-ingest/src/webhook_ingest/settings.py",
    "web/src/platforms/index.ts",
}


def modules() -> list[str]:
    """Every module of the product, with its path from the checkout."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *PARTS],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return [
        name
        for name in listed
        if Path(name).suffix in ENDINGS
        and (CHECKOUT / name).exists()
        and not {"migrations", "tests", "generated"} & set(Path(name).parts)
    ]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_no_module_outside_its_folders_names_a_platform(platform: str) -> None:
    naming = {
        name
        for name in modules()
        if platform not in name.lower()
        and platform in (CHECKOUT / name).read_text(encoding="utf-8").lower()
    }

    assert naming - REGISTRATIONS == set()


def test_every_registration_is_a_list_that_names_each_served_platform_and_is_short() -> None:
    texts = {name: (CHECKOUT / name).read_text(encoding="utf-8") for name in REGISTRATIONS}

    for name, text in texts.items():
        assert all(platform in text.lower() for platform in SERVED), name
        assert len(text.splitlines()) <= 60, name
