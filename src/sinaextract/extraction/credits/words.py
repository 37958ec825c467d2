"""A line of credits as words: what separators, brackets and symbols leave between them."""

from __future__ import annotations

import re

from ...named_tuples import NamedTuple
from ...text.patterns import lazy_regex
from .roles import MARKS, ROLE_OF

# ◎ ■ ► and the like stand before credits and between them.
SYMBOLS = "▌➤►▶▷■□◎○●⊙☉▲△▼▽◆◇★☆▍▎※✎✍〇◉◼◾▪"
# What encloses credits, or a label: （来源：某报）, 【记者】林知夏.
BRACKETS = {"（": "）", "(": ")", "【": "】", "[": "]", "［": "］", "〔": "〕", "〖": "〗", "『": "』"}
# A line is read by its shape: of each kind of sign one alone, of quotation marks three that no text holds.
_SHAPES = str.maketrans(
    {
        **dict.fromkeys(f"、，,;；&＆{MARKS}{SYMBOLS}", " "),
        **dict.fromkeys(BRACKETS, "("),
        **dict.fromkeys(BRACKETS.values(), ")"),
        **dict(zip("《》“”「」", "\1\2\3\4\5\6", strict=True)),
    }
)
_TOKEN = lazy_regex(
    r"(?P<bracket>\([^()]{0,80}\))"
    r"|(?P<gap>\s+|[()]|(?<!\w)[·•])"
    r"|(?P<word>(?:[^\s()\x01\x03\x05]+|\x01[^\x02]*\x02|\x03[^\x04]*\x04|\x05[^\x06]*\x06|[\x01\x03\x05])+)"
)
# Addresses hold separators; they are no words of a credit.
ADDRESS = lazy_regex(
    r"https?://[\w./?=&%#~-]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![A-Za-z0-9.-])(?:www|m)\.[\w.-]+(?:/[\w./-]*)?"
)
QUOTED = lazy_regex(r"《[^》]*》|“[^”]*”|「[^」]*」|\"[^\"]*\"")
_LETTER_AS_BAR = lazy_regex(r"(?<=[^\W\d_a-zA-Z])(\s?)[lI](\s?)(?=[^\W\d_a-zA-Z])")  # 文 l 林知夏
_DASHES = frozenset("-—–·•")
# 作者——林知夏, 文·林知夏
_AFTER_DASH = lazy_regex(
    rf"(?:^|(?<=[\s（(【\[{SYMBOLS}]))(?P<label>[^\W\d_a-zA-Z]+)"
    r"(?P<dash>\s?[-—–·•]{1,2}\s?)(?=[^\W\d_a-z]|[《“「])"
)
_LATIN = lazy_regex(r"[A-Z][\w'’.-]*$|(?:van|von|der|den|de|da|di|del|la|bin|al|el)$")


_LATIN_AFTER_LABEL = lazy_regex(r"[^\W\d_a-zA-Z](?:[A-Z][A-Za-z'’-]*[a-z]|[A-Z]\.)$")  # 记者Anna Rivers


class Word(NamedTuple):
    """``gap`` is what stands before the word, ``notes`` what the brackets after it hold: 林知夏（实习）."""

    text: str
    gap: str
    start: int
    end: int
    notes: tuple[str, ...] = ()
    is_label_in_brackets: bool = False

    def part(self, start: int, end: int) -> Word:
        """The word's characters from ``start`` to ``end`` as a word; its notes belong to its end."""
        notes = self.notes if end == len(self.text) else ()
        gap = self.gap if start == 0 else ""
        return Word(self.text[start:end], gap, self.start + start, self.start + end, notes)


def split_words(text: str) -> list[Word]:
    """The words of ``text``; a Latin name (John Smith) is one."""
    text = ADDRESS.sub(lambda match: " " * len(match[0]), text) if "." in text else text
    if "l" in text or "I" in text:
        text = _LETTER_AS_BAR.sub(r"\1|\2", text)
    if not _DASHES.isdisjoint(text):
        text = _AFTER_DASH.sub(_dash_as_bar, text)
    words: list[Word] = []
    gap = ""
    for match in _TOKEN.finditer(shape_of(text)):
        kind, token = match.lastgroup, text[match.start() : match.end()]
        if kind == "gap":
            gap += token
        elif kind == "bracket":
            inner = token[1:-1].strip(" \u3000:：")
            if inner in ROLE_OF and token[0] in "【[":  # 【记者】林知夏
                words.append(Word(inner, gap, match.start(), match.end(), (), True))
                gap = ""
            elif words:
                words[-1] = words[-1]._replace(notes=(*words[-1].notes, inner))
        elif gap == " " and words and not words[-1].notes and _are_latin(words[-1].text, token):
            words[-1] = words[-1]._replace(text=f"{words[-1].text} {token}", end=match.end())
            gap = ""
        else:
            words.append(Word(token, gap, match.start(), match.end()))
            gap = ""
    return words


def shape_of(text: str) -> str:
    """``text``, character by character: separators are spaces, brackets are round."""
    return text.translate(_SHAPES)


def _dash_as_bar(match: re.Match[str]) -> str:
    """作者—林知夏 -> 作者|林知夏; a medium after a dash may be prose: 来源——石料与木料."""
    role = ROLE_OF.get(match["label"])
    is_bar = role is not None and role.kind != "source"
    return match["label"] + "|" * len(match["dash"]) if is_bar else match[0]


def _are_latin(first: str, second: str) -> bool:
    if first in ROLE_OF or not (second.isascii() and _LATIN.match(second)):
        return False
    last = first.split(" ")[-1]
    return bool(_LATIN.match(last) if last.isascii() else _LATIN_AFTER_LABEL.search(last))
