"""How Chinese text is set: where sentences end and paragraphs begin."""

from __future__ import annotations

SENTENCE_END = "。！？；：…”’」』）】》.!?;:\"')]"
INDENT = ("\u3000", "\xa0\xa0")  # how a paragraph starts
