"""The key ring's file, and the rings that a service must not start with."""

import base64
import json
import os
import stat
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from vault.envelope import open_sealed, seal
from vault.keyring import Keyring, KeyringRefused, Keys, main, read_file

ONE = base64.b64encode(bytes(range(32))).decode()
TWO = base64.b64encode(bytes(range(1, 33))).decode()


def written(path: Path, text: str) -> Path:
    file = path / "ring.json"
    file.write_text(text)
    return file


def ring(**keys: str) -> str:
    return json.dumps({"primary": "k1", "keys": keys})


def test_s17_a_ring_is_read_and_does_not_show_its_keys(tmp_path: Path) -> None:
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
def test_s18_an_unusable_ring_is_refused_without_quoting_it(
    tmp_path: Path, text: str, reason: str
) -> None:
    with pytest.raises(KeyringRefused, match=reason) as caught:
        Keyring.load(written(tmp_path, text))

    assert ONE not in str(caught.value)
    assert caught.value.__context__ is None


def test_s18_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyringRefused, match="No such file"):
        Keyring.load(tmp_path / "none.json")


def test_s17_no_form_of_a_ring_shows_its_keys(tmp_path: Path) -> None:
    file = read_file(written(tmp_path, ring(k1=ONE, k2=TWO)))

    shown = repr(file) + repr(Keys.of(file)) + str(file)

    assert "k1" in shown
    for text in (ONE, TWO, repr(bytes(range(32))), bytes(range(32)).hex()):
        assert text not in shown


def test_a_ring_in_use_follows_its_file(tmp_path: Path) -> None:
    file = written(tmp_path, ring(k1=ONE))
    used, old = Keyring.load(file), Keyring.load(file)
    sealed = seal(used, b"token", {})

    main(["add", str(file), "--id", "k2"])
    main(["promote", str(file), "--id", "k2"])

    assert seal(used, b"token", {}).startswith(b"v1|A256GCM|k2|")
    assert open_sealed(used, sealed, {}) == b"token"
    assert open_sealed(old, seal(used, b"token", {}), {}) == b"token"


def test_s14_an_unknown_key_id_makes_the_ring_read_its_file_once_more(tmp_path: Path) -> None:
    """Where the file's times do not tell of the change, as on some network file systems."""
    file = written(tmp_path, ring(k1=ONE))
    stamp = file.stat()
    used = Keyring.load(file)
    with file.open("r+") as stream:  # in place, of the same length and time
        stream.write(ring(k1=ONE).replace("k1", "k2"))
    os.utime(file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))

    assert used.find("k2") == bytes(range(32))


def test_s14_a_key_that_is_in_no_ring_is_counted(tmp_path: Path) -> None:
    used = Keyring.load(written(tmp_path, ring(k1=ONE)))
    before = REGISTRY.get_sample_value("postlog_sealed_unknown_key_total") or 0

    assert used.find("k9") is None
    assert REGISTRY.get_sample_value("postlog_sealed_unknown_key_total") == before + 1


@pytest.mark.parametrize("text", ["", "{}", ring(k1=base64.b64encode(bytes(32)).decode()), None])
def test_a_file_that_became_unusable_leaves_the_keys_in_use(
    tmp_path: Path, text: str | None
) -> None:
    file = written(tmp_path, ring(k1=ONE))
    used = Keyring.load(file)
    sealed = seal(used, b"token", {})

    if text is None:
        file.unlink()
    else:
        file.write_text(text)

    assert open_sealed(used, sealed, {}) == b"token"
    written(tmp_path, ring(k1=ONE, k2=TWO))
    assert set(used.keys) == {"k1", "k2"}


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


def command(*arguments: object) -> None:
    main([str(one) for one in arguments])


def test_a_key_is_added_promoted_and_removed_a_step_at_a_time(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "ring.json"
    command("new", file)
    file.chmod(0o640)
    first = Keyring.load(file).keys["k1"]

    command("add", file, "--id", "k2")
    added = Keyring.load(file).current()
    command("promote", file, "--id", "k2")
    promoted = Keyring.load(file).current()
    command("list", file)
    command("remove", file, "--id", "k1", "--nothing-is-sealed-under-it")
    removed = Keyring.load(file).current()

    assert (added.primary, set(added.keys)) == ("k1", {"k1", "k2"})
    assert (promoted.primary, promoted.keys) == ("k2", added.keys)
    assert (removed.primary, set(removed.keys)) == ("k2", {"k2"})
    assert promoted.keys["k1"] == first
    assert capsys.readouterr().out == "k1\nk2  primary\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert [one.name for one in tmp_path.iterdir()] == ["ring.json"]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["add", "--id", "k1"], "there is a key 'k1' already"),
        (["promote", "--id", "k9"], "there is no key 'k9'"),
        (["remove", "--id", "k9", "--nothing-is-sealed-under-it"], "there is no key 'k9'"),
        (["remove", "--id", "k1", "--nothing-is-sealed-under-it"], "promote another one first"),
        (["remove", "--id", "k1"], "<service> keys"),
        (["add", "--id", "a|b"], "--id takes 1 to 32"),
    ],
)
def test_a_step_that_would_harm_is_refused_and_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], reason: str
) -> None:
    file = written(tmp_path, ring(k1=ONE))

    with pytest.raises(SystemExit) as caught:
        command(arguments[0], file, *arguments[1:])

    assert caught.value.code in {1, 2}
    assert reason in capsys.readouterr().err
    assert file.read_text() == ring(k1=ONE)


def test_a_ring_that_cannot_be_used_is_not_changed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, "none")

    with pytest.raises(SystemExit) as caught:
        command("add", file, "--id", "k2")

    assert caught.value.code == 1
    assert "no key ring" in capsys.readouterr().err


def test_a_ring_behind_a_link_is_changed_where_it_is(tmp_path: Path) -> None:
    real = written(tmp_path, ring(k1=ONE))
    link = tmp_path / "link.json"
    link.symlink_to(real)
    used = Keyring.load(link)

    command("add", link, "--id", "k2")

    assert link.is_symlink()
    assert set(used.keys) == {"k1", "k2"}
