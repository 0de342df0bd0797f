"""Every operation of every OpenAPI document, asked in ways that its schema allows and forbids.

Schemathesis makes the requests from the documents alone: https://schemathesis.readthedocs.io
"""

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from running import Stack
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

OPENAPI = Path(__file__).resolve().parents[2] / "docs" / "reference" / "openapi"
DOCUMENTS = {file.stem: json.loads(file.read_bytes()) for file in sorted(OPENAPI.glob("*.json"))}


def has_rules(operation: dict[str, Any]) -> bool:
    """Tell whether a request can break the schema: any text at all is right in a path."""
    return "requestBody" in operation or any(
        parameter["in"] != "path" for parameter in operation["parameters"]
    )


def is_stream(operation: dict[str, Any]) -> bool:
    """Tell whether every good answer is a stream that may never end: test_stream.py reads those."""
    good = [answer for status, answer in operation["responses"].items() if status != "default"]
    return all(answer.get("content", {}).keys() == {"text/event-stream"} for answer in good)


ASKED = [
    pytest.param(service, path, method.upper(), mode, id=f"{method.upper()} {path}-{mode.value}")
    for service, document in DOCUMENTS.items()
    for path, methods in document["paths"].items()
    for method, operation in methods.items()
    if not is_stream(operation)
    for mode in GenerationMode
    if mode is GenerationMode.POSITIVE or has_rules(operation)
]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
EXAMPLES = 12


def sign_up(gateway: str) -> str:
    """Make somebody, and give their session token."""
    told = {"email": f"fuzz-{uuid4().hex}@example.com", "password": uuid4().hex}
    origin = {"Origin": gateway}
    answer = requests.post(f"{gateway}/api/auth/register", json=told, headers=origin, timeout=30)
    assert answer.status_code == 201, answer.text
    return str(answer.cookies["session"])


@pytest.fixture(scope="module")
def token(stack: Stack) -> str:
    """A session that lasts as long as these tests."""
    return sign_up(stack.addresses.gateway)


@pytest.mark.parametrize(("service", "path", "method", "mode"), ASKED)
def test_s41_an_operation_answers_as_its_document_says(
    stack: Stack, token: str, service: str, path: str, method: str, mode: GenerationMode
) -> None:
    gateway = stack.addresses.gateway
    # What ends the session is asked by somebody else.
    whose = sign_up(gateway) if path == "/api/auth/logout" else token
    operation = schemathesis.openapi.from_dict(DOCUMENTS[service])[path][method]

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: schemathesis.Case[Any]) -> None:
        headers = {"Authorization": f"Bearer {whose}"}
        answer = case.call(base_url=gateway, headers=headers, timeout=30, allow_redirects=False)
        case.validate_response(answer, checks=CHECKS)

    ask()


def test_s36_what_is_open_to_anybody_is_listed_here() -> None:
    free = {
        f"{method} {path}"
        for document in DOCUMENTS.values()
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if not operation["security"]
    }

    assert free == {
        "post /api/auth/register",
        "post /api/auth/login",
        "get /api/auth/tiktok/callback",  # the state names who began
        "get /api/auth/instagram/callback",  # likewise
        "post /api/auth/instagram/deauthorize",  # signed
        "post /api/auth/instagram/data-deletion",  # signed
        "get /api/auth/data-deletions/{code}",  # the code is the secret
        "get /api/auth/outcomes/{code}",
        "get /api/auth/erasures/{code}",  # the code is the secret, and names nobody
        "post /api/auth/password-resets",  # the answer is the same for whoever is registered
        "post /api/auth/password-resets/confirm",  # the token in it is the secret
        "get /api/auth/connections/{connection_id}/authorize",  # the link in it is the secret
        "options /api/tiktok/uploads/{post_id}",
        "options /api/instagram/uploads/{asset_id}",
        "get /api/instagram/media/{asset_id}/{name}",  # signed
        "head /api/instagram/media/{asset_id}/{name}",  # signed
        "post /api/webhooks/tiktok",  # signed
        "get /api/webhooks/instagram",  # who asks knows the verify token
        "post /api/webhooks/instagram",  # signed
    }


def test_s37_every_body_refuses_fields_that_it_does_not_know() -> None:
    bodies = {
        content["schema"]["$ref"].rpartition("/")[2]: document["components"]["schemas"]
        for document in DOCUMENTS.values()
        for methods in document["paths"].values()
        for operation in methods.values()
        for media, content in operation.get("requestBody", {}).get("content", {}).items()
        if media == "application/json" and "$ref" in content["schema"]
    }

    loose = [n for n, known in bodies.items() if known[n].get("additionalProperties") is not False]
    assert len(bodies) >= 7
    assert loose == []


def test_streams_are_the_only_operations_that_are_not_asked() -> None:
    streams = [
        operation["operationId"]
        for document in DOCUMENTS.values()
        for methods in document["paths"].values()
        for operation in methods.values()
        if is_stream(operation)
    ]

    assert streams == ["stream_changes"]
