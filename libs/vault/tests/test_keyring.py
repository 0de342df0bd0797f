"""The key ring's file, and the rings that a service must not start with."""

import base64
import json
import stat
from pathlib import Path

import pytest

from vault.keyring import Keyring, KeyringRefused, main

ONE = base64.b64encode(bytes(range(32))).decode()
TWO = base64.b64encode(bytes(range(1, 33))).decode()


def written(path: Path, text: str) -> Path:
    file = path / "ring.json"
    file.write_text(text)
    return file


def ring(**keys: str) -> str:
    return json.dumps({"primary": "k1", "keys": keys})


def test_a_ring_is_read_and_does_not_show_its_keys(tmp_path: Path) -> None:
    found = Keyring.load(written(tmp_path, ring(k1=ONE, k2=TWO)))

    assert found.keys == {"k1": bytes(range(32)), "k2": bytes(range(1, 33))}
    assert "x00" not in repr(found)
    assert ONE not in repr(found)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no key ring"),
        ("[]", "no key ring"),
        ('{"primary": "k1"}', "no key ring"),
        ('{"primary": "k1", "keys": {}}', "primary key is not in the ring"),
        (ring(k2=ONE), "primary key is not in the ring"),
        (ring(k1=ONE[:20]), "does not have 32 bytes"),
        (ring(k1=base64.b64encode(bytes(33)).decode()), "does not have 32 bytes"),
        (ring(k1=base64.b64encode(bytes(32)).decode()), "all zero"),
        (ring(k1="***"), "not base64"),
        (ring(k1=ONE, k2=ONE), "two ids name the same key"),
        (f'{{"primary":"k1","keys":{{"k1":"{ONE}","k1":"{TWO}"}}}}', "names a key twice"),
        (ring(**{"k1": ONE, "a|b": TWO}), "a key id has"),
        (ring(k1=ONE)[:-1] + ',"more":1}', "no key ring"),
    ],
)
def test_an_unusable_ring_is_refused_without_quoting_it(
    tmp_path: Path, text: str, reason: str
) -> None:
    with pytest.raises(KeyringRefused, match=reason) as caught:
        Keyring.load(written(tmp_path, text))

    assert ONE not in str(caught.value)
    assert caught.value.__context__ is None


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyringRefused, match="No such file"):
        Keyring.load(tmp_path / "none.json")


def test_the_command_makes_a_ring_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "ring.json"

    main(["new", str(file), "--id", "2026-11"])

    found = Keyring.load(file)
    assert (found.primary, list(found.keys)) == ("2026-11", ["2026-11"])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_command_never_overwrites(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, "kept")

    with pytest.raises(SystemExit) as caught:
        main(["new", str(file)])

    assert caught.value.code == 1
    assert "File exists" in capsys.readouterr().err
    assert file.read_text() == "kept"


def test_the_command_refuses_an_id_that_would_not_load(tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        main(["new", str(tmp_path / "ring.json"), "--id", "a|b"])

    assert not (tmp_path / "ring.json").exists()
