"""OpenAPI 3.1 of a table of operations: https://spec.openapis.org/oas/v3.1.1"""

import inspect
import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from common.endpoints import Endpoint
from common.sessions import SAFE_METHODS

Json = dict[str, Any]
TEXT: Json = {"type": "string"}
REF = "#/components/schemas/{model}"
PROBLEM: Json = {
    "title": "Problem",
    "description": "Why a request was refused (RFC 9457): `type` is stable, `detail` a sentence.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance", "trace_id"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "trace_id": {"type": ["string", "null"]},
        "platform_code": {
            "type": "string",
            "description": "The platform's code, where the platform refused the call.",
        },
        "platform_message": {
            "type": "string",
            "description": "The platform's own sentence, shortened. Show it as text, not as HTML.",
        },
        "log_id": {
            "type": "string",
            "description": "The platform's id of the call, which its support asks for.",
        },
    },
}
SCHEMES: Json = {
    "cookie": {"type": "apiKey", "in": "cookie", "name": "__Host-session"},
    "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
    "api_key": {"type": "http", "scheme": "bearer"},
}
SECURITY: dict[str | None, list[Json]] = {
    None: [],
    "session": [{"cookie": []}, {"bearer": []}],
    "api_key": [{"api_key": []}],
}
CSRF: Json = {
    "name": "X-CSRF-Token",
    "in": "header",
    "description": "Claim `csrf` of the session; needed with the cookie, not with a bearer token.",
    "schema": {"type": "string"},
}


def openapi(title: str, summary: str, endpoints: Sequence[Endpoint]) -> Json:
    """Describe the operations; equal tables give equal documents."""
    paths: dict[str, Json] = {}
    for endpoint in endpoints:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint)
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "summary": summary, "version": "1"},
        "paths": paths,
        "components": {"schemas": _schemas(endpoints), "securitySchemes": SCHEMES},
    }


def _operation(endpoint: Endpoint) -> Json:
    told = inspect.getdoc(endpoint.policy.handler) or ""
    operation: Json = {
        "operationId": endpoint.operation_id,
        "summary": told.partition("\n")[0],
        "parameters": _parameters(endpoint),
        "responses": _responses(endpoint),
        "security": SECURITY[endpoint.policy.credential],
    }
    if endpoint.body is not None:
        content = {"application/json": {"schema": _ref(endpoint.body)}}
        operation["requestBody"] = {"required": endpoint.body_required, "content": content}
    return operation


def _parameters(endpoint: Endpoint) -> list[Json]:
    in_path = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"{(\w+)[^}]*}", endpoint.path)
    ]
    in_header = [
        {
            "name": header.name,
            "in": "header",
            "required": header.required,
            "description": header.meaning,
            "schema": {"type": "string"},
        }
        for header in endpoint.headers
    ]
    wants_csrf = endpoint.policy.credential == "session" and endpoint.method not in SAFE_METHODS
    return [*in_path, *_in_query(endpoint), *in_header, *([CSRF] if wants_csrf else [])]


def _in_query(endpoint: Endpoint) -> list[Json]:
    if endpoint.query is None:
        return []
    schema = endpoint.query.model_json_schema()
    required = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": value}
        for name, value in schema.get("properties", {}).items()
    ]


def _responses(endpoint: Endpoint) -> Json:
    """Give each good answer its model, and every other one the problem's."""
    responses: Json = {}
    for status, model in endpoint.answers.items():
        responses[str(status)] = {"description": HTTPStatus(status).phrase}
        if model is not None:
            content = {"application/json": {"schema": _ref(model)}}
            responses[str(status)]["content"] = content
        elif endpoint.media_type is not None:
            responses[str(status)]["content"] = {endpoint.media_type: {"schema": TEXT}}
    refused = sorted({f"`{refusal.kind}` ({refusal.status})" for refusal in endpoint.refusals})
    responses["default"] = {
        "description": f"Refused: {', '.join(refused)}." if refused else "Refused.",
        "content": {"application/problem+json": {"schema": {"$ref": REF.format(model="Problem")}}},
    }
    return responses


def _ref(model: type[BaseModel]) -> Json:
    return {"$ref": REF.format(model=model.__name__)}


def _schemas(endpoints: Sequence[Endpoint]) -> Json:
    """Collect the models: bodies as they are read, answers as they are written."""
    models: list[tuple[type[BaseModel], Literal["validation", "serialization"]]] = []
    for endpoint in endpoints:
        if endpoint.body is not None:
            models.append((endpoint.body, "validation"))
        models += [(model, "serialization") for model in endpoint.answers.values() if model]
    _, schemas = models_json_schema(models, ref_template=REF)
    return {"Problem": PROBLEM, **schemas.get("$defs", {})}
