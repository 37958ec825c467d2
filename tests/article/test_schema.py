"""The JSON Schema that ships with the package describes every record."""

from __future__ import annotations

import json

import jsonschema
import pytest

from sinaextract import NotAnArticle, extract
from sinaextract.article.article import SCHEMA_VERSION
from sinaextract.article.record import KEYS, to_record
from sinaextract.article.schema import schema_text

from ..mutants import PAGES, some_mutants

SCHEMA = json.loads(schema_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def test_it_is_a_schema_with_the_records_keys_in_order() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert (*KEYS, "removed") == tuple(SCHEMA["properties"])
    assert tuple(SCHEMA["required"]) == KEYS
    assert SCHEMA["properties"]["schema_version"]["const"] == SCHEMA_VERSION
    text = json.dumps(SCHEMA)  # docs/schema-policy.md: no object may have unknown keys
    assert text.count('"properties": {') == text.count('"additionalProperties": false') > 1


@pytest.mark.parametrize("data", [p.read_bytes() for p in PAGES], ids=["/".join(p.parts[-3:]) for p in PAGES])
def test_records_of_pages(data: bytes) -> None:
    check(data)


def test_records_of_mutants() -> None:
    assert sum(map(check, some_mutants(200, seed=8))) > 100


def check(data: bytes) -> bool:
    """Validate the record; whether there is one."""
    try:
        record = to_record(extract(data), explain=True)
    except NotAnArticle:
        return False
    VALIDATOR.validate(json.loads(json.dumps(record)))
    return True
