"""Session tokens and the keys that sign them."""

import base64
import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import jwt
import pytest

from auth.__main__ import main
from auth.sign_in.keys import SigningKey, new_keys, thumbprint
from auth.sign_in.tokens import LIFETIME, Issued, TokenIssuer
from auth.sign_in.users import User
from common.errors import NotSignedIn
from common.sessions import SessionKeys

MARA = User(UUID(int=1), "mara@example.test", "hash")


@pytest.fixture
def keys(tmp_path: Path) -> tuple[Path, Path]:
    new_keys(tmp_path / "private", tmp_path / "public")
    return tmp_path / "private", tmp_path / "public"


@pytest.fixture
def issued(keys: tuple[Path, Path]) -> Issued:
    ends_at = datetime.now(UTC) + timedelta(days=7)
    return TokenIssuer(SigningKey.load(keys[0])).issue("sid-1", MARA, "csrf-1", ends_at)


def claims_of(token: str) -> dict[str, Any]:
    return jwt.decode(token, options={"verify_signature": False})


def test_a_token_is_read_with_the_public_keys_alone(
    keys: tuple[Path, Path], issued: Issued
) -> None:
    session = SessionKeys.load(keys[1]).read(issued.token)

    assert session == issued.session
    assert (session.id, session.user_id, session.csrf) == ("sid-1", str(MARA.user_id), "csrf-1")


def test_a_token_lives_ten_minutes(issued: Issued) -> None:
    claims = claims_of(issued.token)

    assert (
        LIFETIME - timedelta(seconds=1)
        <= timedelta(seconds=claims["exp"] - claims["iat"])
        <= LIFETIME
    )
    assert claims.keys() == {"iss", "aud", "sub", "sid", "csrf", "role", "iat", "exp"}


def test_a_token_names_its_key_type_and_algorithm(keys: tuple[Path, Path], issued: Issued) -> None:
    header = jwt.get_unverified_header(issued.token)
    [key] = json.loads(keys[1].read_text())["keys"]

    assert header == {"alg": "EdDSA", "typ": "JWT", "kid": key["kid"]}


def test_a_token_does_not_outlive_its_session(keys: tuple[Path, Path]) -> None:
    ends_at = datetime.now(UTC) + timedelta(seconds=90)

    issued = TokenIssuer(SigningKey.load(keys[0])).issue("sid", MARA, "csrf", ends_at)

    assert issued.session.expires_at <= ends_at


def forged(
    issued: Issued,
    keys: tuple[Path, Path],
    header: dict[str, Any] | None,
    key: str | None = None,
    algorithm: str = "EdDSA",
    **changes: object,
) -> str:
    signing = key or SigningKey.load(keys[0])._key.key
    return jwt.encode({**claims_of(issued.token), **changes}, signing, algorithm, headers=header)


@pytest.mark.parametrize("role", [None, "admin", "OPERATOR", 1, ["operator"]])
def test_a_token_that_names_no_known_role_is_a_users(
    keys: tuple[Path, Path], issued: Issued, role: object
) -> None:
    header = {"kid": jwt.get_unverified_header(issued.token)["kid"]}

    session = SessionKeys.load(keys[1]).read(forged(issued, keys, header, role=role))

    assert session.role == "user"


def unsigned(header: dict[str, Any], claims: dict[str, Any]) -> str:
    parts = (json.dumps(part).encode() for part in (header, claims))
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts) + "."


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
def test_s34_hostile_tokens_are_refused(keys: tuple[Path, Path], issued: Issued) -> None:
    public = SessionKeys.load(keys[1])
    kid = jwt.get_unverified_header(issued.token)["kid"]
    now = int(datetime.now(UTC).timestamp())
    point = json.loads(keys[1].read_text())["keys"][0]["x"]
    hostile = {
        "none": unsigned({"alg": "none", "typ": "JWT", "kid": kid}, claims_of(issued.token)),
        "confusion": forged(issued, keys, {"kid": kid}, key=point, algorithm="HS256"),
        "kid path": forged(issued, keys, {"kid": "../../../dev/null"}),
        "kid sql": forged(issued, keys, {"kid": "' OR 1=1"}),
        "jku": forged(issued, keys, {"kid": "x", "jku": "https://evil.example/keys"}),
        "jwk": forged(issued, keys, {"kid": "x", "jwk": {"kty": "OKP", "x": point}}),
        "typ": forged(issued, keys, {"kid": kid, "typ": "at+jwt"}),
        "no kid": forged(issued, keys, None),
        "expired": forged(issued, keys, {"kid": kid}, exp=now - 1),
        "issuer": forged(issued, keys, {"kid": kid}, iss="evil"),
        "audience": forged(issued, keys, {"kid": kid}, aud="evil"),
        "altered": issued.token[:-6] + "AAAAAA",
        "empty": "",
        "words": "a.b.c",
    }

    accepted = []
    for name, token in hostile.items():
        try:
            public.read(token)
            accepted.append(name)
        except NotSignedIn:
            pass

    assert accepted == []
    assert public.read(forged(issued, keys, {"kid": kid})).id == "sid-1"


def test_a_new_private_key_is_readable_by_its_owner_alone(keys: tuple[Path, Path]) -> None:
    assert stat.S_IMODE(keys[0].stat().st_mode) == 0o600
    assert '"d"' in keys[0].read_text()
    assert '"d"' not in keys[1].read_text()


def test_keys_are_never_overwritten(keys: tuple[Path, Path], tmp_path: Path) -> None:
    before = keys[1].read_bytes()

    with pytest.raises(SystemExit, match="not overwritten"):
        main(["keys", "new", str(tmp_path / "other"), str(keys[1])])

    assert keys[1].read_bytes() == before
    assert not (tmp_path / "other").exists()


def test_a_key_is_named_by_its_thumbprint() -> None:
    # https://www.rfc-editor.org/rfc/rfc8037#appendix-A.3
    point = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"

    assert thumbprint(point) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def test_a_public_key_set_cannot_sign(keys: tuple[Path, Path]) -> None:
    with pytest.raises(ValueError, match="not a private"):
        SigningKey.load(keys[1])
