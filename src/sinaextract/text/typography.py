"""How Chinese text is set: where sentences end and paragraphs begin, and characters above and below the line."""

from __future__ import annotations

SENTENCE_END = "。！？；：…”’」』）】》.!?;:\"')]"
INDENT = ("\u3000", "\xa0\xa0")  # how a paragraph starts

# Digits and signs, also full-width ones, as their Unicode forms: 10<sup>8</sup> is 10⁸, never 108. What has none stays.
_DIGITS, _WIDE = "0123456789+-=()", "０１２３４５６７８９＋－＝（）"
_ABOVE, _BELOW = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎"
SUPERSCRIPTS = str.maketrans(_DIGITS + _WIDE + "−–ni", _ABOVE * 2 + "⁻⁻ⁿⁱ")
SUBSCRIPTS = str.maketrans(_DIGITS + _WIDE + "−–", _BELOW * 2 + "₋₋")
# The same characters on the line, to tell a text by however they are set.
ON_THE_LINE = str.maketrans(_ABOVE + _BELOW + _WIDE + "−–ⁿⁱ", _DIGITS * 3 + "--ni")
