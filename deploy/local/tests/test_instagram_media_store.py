"""What the doctor says of a media store: found by trying it."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from postlog_stack.findings import Answer, fetch
from postlog_stack.platforms import instagram_media_store as media_store
from postlog_stack.platforms.instagram_doctor import files

KEYS = {"MEDIA_STORE_ACCESS_KEY": "POSTLOGLOCAL", "MEDIA_STORE_SECRET_KEY": "not-for-production"}


@pytest.fixture
def bucket(tmp_path: Path, free_port: Callable[[], int]) -> Iterator[dict[str, str]]:
    """A bucket of rclone's S3 server, and the settings for it."""
    (tmp_path / "buckets" / "media").mkdir(parents=True)
    address = f"127.0.0.1:{free_port()}"
    command: list[str | Path] = [Path(sys.executable).with_name("rclone"), "serve", "s3"]
    command += [tmp_path / "buckets", "--addr", address, "--config", "/dev/null"]
    command += ["--auth-key", ",".join(KEYS.values()), "--cache-dir", tmp_path / "cache"]
    program = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while fetch(f"http://{address}/").error:
            assert program.poll() is None
            time.sleep(0.05)
        yield {"MEDIA_STORE": f"s3://media/place?endpoint=http://{address}", **KEYS}
    finally:
        program.terminate()
        program.wait(10)


def verdicts(given: dict[str, str]) -> list[str]:
    """Give the verdicts alone."""
    return [finding.verdict for finding in media_store.examine(given)]


def test_without_a_store_of_ones_own_there_is_nothing_to_say() -> None:
    assert media_store.examine({}) == []


def test_a_folder_that_works_is_in_order_and_left_empty(tmp_path: Path) -> None:
    assert verdicts({"MEDIA_STORE": f"file://{tmp_path}/media"}) == ["ok"]
    assert list((tmp_path / "media").iterdir()) == []


def test_a_folder_that_cannot_be_made_is_called_wrong(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert verdicts({"MEDIA_STORE": f"file://{tmp_path}/file/media"}) == ["WRONG"]


def test_a_bucket_that_works_is_in_order(bucket: dict[str, str]) -> None:
    assert verdicts(bucket) == ["ok"]


def test_the_addresses_of_a_public_bucket_are_tried_as_meta_does(bucket: dict[str, str]) -> None:
    assert verdicts({**bucket, "MEDIA_STORE_PUBLIC": "true"}) == ["ok", "ok"]


def test_another_secret_is_called_wrong(bucket: dict[str, str]) -> None:
    assert verdicts({**bucket, "MEDIA_STORE_SECRET_KEY": "another"}) == ["WRONG"]


def test_a_bucket_without_keys_is_called_wrong() -> None:
    assert verdicts({"MEDIA_STORE": "s3://media"}) == ["WRONG"]


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [(Answer(403), "ok"), (Answer(404), "note"), (Answer(error="refused"), "note")],
    ids=["ours", "other", "none"],
)
def test_the_address_of_uploaded_files_is_known_by_its_refusal(
    answer: Answer, verdict: str
) -> None:
    assert files("https://postlog.example", answer).verdict == verdict
