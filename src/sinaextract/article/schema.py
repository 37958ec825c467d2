"""The JSON Schema of the record."""

from __future__ import annotations

from importlib.resources import files


def schema_text() -> str:
    """The schema as it ships with the package: JSON Schema 2020-12."""
    return files(__package__).joinpath("record.schema.json").read_text("utf-8")
