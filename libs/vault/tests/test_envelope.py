"""Sealing: what is sealed opens in its place, under its key, unaltered, and not otherwise."""

import secrets

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from vault.envelope import (
    WRAPPED_BYTES,
    CannotOpen,
    SealBroken,
    UnknownKey,
    _associated,
    open_sealed,
    seal,
)
from vault.keyring import Keyring

K1, K2 = bytes(range(32)), bytes(range(1, 33))
RING = Keyring("k1", {"k1": K1})
PLACE = {"provider": "tiktok", "account_id": "a", "field": "tokens", "token_version": "1"}
HEADER = b"v1|A256GCM|k1|"

repeatable = settings(derandomize=True, deadline=None)
places = st.dictionaries(st.text(max_size=4), st.text(max_size=4), max_size=4)


@repeatable
@given(st.binary(max_size=300), places)
def test_what_is_sealed_opens_in_its_place(plaintext: bytes, place: dict[str, str]) -> None:
    assert open_sealed(RING, seal(RING, plaintext, place), place) == plaintext


@repeatable
@given(st.binary(max_size=40), places, places)
def test_s13_what_was_moved_does_not_open(
    plaintext: bytes, place: dict[str, str], other: dict[str, str]
) -> None:
    sealed = seal(RING, plaintext, place)

    if place != other:
        with pytest.raises(CannotOpen):
            open_sealed(RING, sealed, other)


@pytest.mark.parametrize("field", PLACE)
def test_s13_each_part_of_the_place_counts(field: str) -> None:
    sealed = seal(RING, b"token", PLACE)

    with pytest.raises(CannotOpen):
        open_sealed(RING, sealed, PLACE | {field: "other"})


def test_s16_no_flipped_bit_goes_unseen_and_all_failures_look_the_same() -> None:
    sealed = seal(RING, b"act.secret", PLACE)
    told = set()

    for bit in range(len(sealed) * 8):
        flipped = bytearray(sealed)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(SealBroken) as caught:
            open_sealed(RING, bytes(flipped), PLACE)
        told.add((type(caught.value), str(caught.value), caught.value.__context__))

    key_id_told = (UnknownKey, "sealed under a key that is not in the ring", None)
    assert told - {key_id_told} == {(CannotOpen, str(CannotOpen()), None)}


@repeatable
@given(st.integers(min_value=0, max_value=200))
def test_a_shortened_envelope_does_not_open(length: int) -> None:
    sealed = seal(RING, b"act.secret", PLACE)

    with pytest.raises(SealBroken):
        open_sealed(RING, sealed[: min(length, len(sealed) - 1)], PLACE)


@repeatable
@given(st.binary(max_size=200))
def test_any_bytes_are_refused_with_the_one_error(garbage: bytes) -> None:
    with pytest.raises(CannotOpen):
        open_sealed(RING, HEADER + garbage, PLACE)


def test_s14_the_primary_key_seals_and_any_key_of_the_ring_opens() -> None:
    old = seal(RING, b"token", PLACE)
    rotated = Keyring("k2", {"k1": K1, "k2": K2})

    assert seal(rotated, b"token", PLACE).startswith(b"v1|A256GCM|k2|")
    assert open_sealed(rotated, old, PLACE) == b"token"


def test_s14_a_key_that_left_the_ring_is_named_as_the_reason() -> None:
    sealed = seal(RING, b"token", PLACE)

    with pytest.raises(UnknownKey):
        open_sealed(Keyring("k2", {"k2": K2}), sealed, PLACE)


def test_another_key_of_the_same_id_does_not_open() -> None:
    sealed = seal(RING, b"token", PLACE)

    with pytest.raises(CannotOpen):
        open_sealed(Keyring("k1", {"k1": K2}), sealed, PLACE)


def test_an_envelope_under_a_new_label_does_not_open() -> None:
    both = Keyring("k1", {"k1": K1, "k2": K2})
    sealed = seal(both, b"token", PLACE)

    for label in (b"v2|A256GCM|k1|", b"v1|A128GCM|k1|", b"v1|A256GCM|k2|"):
        with pytest.raises(CannotOpen):
            open_sealed(both, label + sealed[len(HEADER) :], PLACE)


def test_s12_no_data_key_and_no_nonce_is_used_twice() -> None:
    """Checked at 50,000, since 1,000,000 take half a minute; the rest is by construction.

    The next test shows that each sealing draws its own data key, of 256 bits: two of 10^6 are
    equal with a chance of 10^12 / 2^257. Under a ring's key the nonce alone differs, of 96 bits:
    a chance of 10^12 / 2^97, and NIST's limit for random nonces is 2^32 sealings.
    """
    number = 50_000
    data_keys, wrapping, nonces = set(), set(), set()

    for _ in range(number):
        sealed = seal(RING, b"x", PLACE)[len(HEADER) :]
        wrapped, bound = sealed[:WRAPPED_BYTES], _associated("k1", PLACE)
        data_keys.add(AESGCM(K1).decrypt(wrapped[:12], wrapped[12:], bound))
        wrapping.add(wrapped[:12])
        nonces.add(sealed[WRAPPED_BYTES : WRAPPED_BYTES + 12])

    assert (len(data_keys), len(wrapping), len(nonces)) == (number, number, number)


def test_s12_each_sealing_draws_a_data_key_and_two_nonces_and_uses_aes_256_gcm(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn = [bytes([n]) * size for n, size in ((1, 32), (2, 12), (3, 12))]
    left = list(drawn)

    def draw(size: int) -> bytes:
        assert len(left[0]) == size
        return left.pop(0)

    monkeypatch.setattr(secrets, "token_bytes", draw)
    sealed = seal(RING, b"x", PLACE)

    key, wrapping, nonce = drawn
    bound = _associated("k1", PLACE)
    wrapped = wrapping + AESGCM(K1).encrypt(wrapping, key, bound)
    assert sealed == HEADER + wrapped + nonce + AESGCM(key).encrypt(nonce, b"x", bound)
    assert left == []


def test_the_plaintext_is_not_in_the_envelope() -> None:
    assert b"act.secret" not in seal(RING, b"act.secret", PLACE)
