"""Signatures of deliveries and of signed requests, by vectors that were made with other code."""

import pytest

from platforms.instagram.proof import proof_of
from platforms.instagram.signatures import is_challenge, open_signed_request, verify
from platforms.signatures import InvalidSignature

from .support import SECRET, app_of

PLAIN = (
    b'{"object":"instagram","entry":[{"id":"17841400000000001","time":1790000000,"changes":'
    b'[{"field":"comments","value":{"id":"17900000000000011","text":"Nice shot","from":{"id":'
    b'"990000000000001","username":"sample_fan"},"media":{"id":"17890000000000021",'
    b'"media_product_type":"FEED"}}}]}]}'
)
ESCAPED = (
    b'{"object":"instagram","entry":[{"id":"17841400000000001","time":1790000002,"changes":'
    b'[{"field":"comments","value":{"id":"17900000000000013","text":'
    b'"see http:\\/\\/x.example\\/\\u00e9"}}]}]}'
)
PLAIN_DIGEST = "sha256=13fe69293f7283e40e2b0d336e2cd8cb84c305da18730d83f7a94d2884ae1eae"
ESCAPED_DIGEST = "sha256=570d7332d51ed5e6b518d441ab0afc0828faba47aed3a45e0db2c773f8f6e238"
PAYLOAD = (
    "eyJ1c2VyX2lkIjoiMTIyMTAwMDAwMDAwMDAwMDAxIiwiYWxnb3JpdGhtIjoiSE1BQy1TSEEyNTYiLCJpc3N1ZWRfYXQi"
    "OjE3OTAwMDAwMDB9"
)
REQUEST = f"09mXh9wVrtF8tWNnzrhDR7aP6HfrykYqLrA1jBiQiyE.{PAYLOAD}"


@pytest.mark.parametrize(
    ("body", "header"), [(PLAIN, PLAIN_DIGEST), (ESCAPED, ESCAPED_DIGEST)], ids=["plain", "escaped"]
)
def test_the_raw_bytes_are_verified(body: bytes, header: str) -> None:
    verify(["other", SECRET], header, body)

    with pytest.raises(InvalidSignature):
        verify([SECRET], header, body + b" ")


@pytest.mark.parametrize(
    "header", ["", "sha256=", PLAIN_DIGEST.upper(), PLAIN_DIGEST[7:], "sha1=" + "0" * 40]
)
def test_a_header_of_another_form_is_refused(header: str) -> None:
    with pytest.raises(InvalidSignature):
        verify([SECRET], header, PLAIN)


@pytest.mark.parametrize("text", [REQUEST, REQUEST.replace(".", "=.")], ids=["bare", "padded"])
def test_a_signed_request_is_read_with_and_without_padding(text: str) -> None:
    found = open_signed_request(["other", SECRET], text)

    assert (found.user_id, found.issued_at) == ("122100000000000001", 1790000000)


def test_a_wish_for_deletion_is_a_signed_request_too() -> None:
    payload = (
        PAYLOAD.removesuffix("OjE3OTAwMDAwMDB9") + "OjE3OTAwMDAwMDAsImV4cGlyZXMiOjE3OTAwMDM2MDB9"
    )
    text = f"44hxeJCumFl9qajkmE7BPBA3j5bJpbPe7VAhKaHF6HM.{payload}"

    assert open_signed_request([SECRET], text).user_id == "122100000000000001"


@pytest.mark.parametrize(
    "text",
    ["", "a", "a.b", REQUEST[:-1], f"{REQUEST}.x", REQUEST.replace("09m", "19m"), "é.é"],
)
def test_another_signed_request_is_refused(text: str) -> None:
    with pytest.raises(InvalidSignature):
        open_signed_request([SECRET], text)


def test_the_proof_is_that_of_the_vector_and_instagram_login_has_none() -> None:
    token = "EAASimUserTokenLongLived0000000000000000000000000000000000000000000001"
    expected = "e63ecfa2008c24431cb3e91b11ce31ab2d76572bac6b3f58ae3e0f9ec23a5ef9"

    assert proof_of(app_of(), token) == {"appsecret_proof": expected}
    assert proof_of(app_of("instagram"), token) == {}


@pytest.mark.parametrize(
    ("text", "is_one"), [("90210777", True), ("a-B_9", True), ("", False), ("<b>", False)]
)
def test_a_challenge_is_sent_back_only_if_it_is_plain(text: str, is_one: bool) -> None:
    assert is_challenge(text) is is_one
