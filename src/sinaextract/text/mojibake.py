"""Text that somebody decoded wrongly before the page was saved: 娓″彛闀囧姙璧锋棫 or æ¸¡å£é•‡ for 渡口镇.

Read back into bytes the wrong way and decoded the right way, such text becomes Chinese; text that is right becomes
rubbish. The page cannot be mended by this, as characters were lost on the way, so that it only gives a warning.
"""

from __future__ import annotations

from .patterns import lazy_regex

_SAMPLE = 2000  # characters
_USUAL = "，。的"  # one of them is one character in a hundred of any Chinese text that is right
_COMMON = frozenset(
    "的一是在不了有和人这這中大为為上个個国國我以要他时時来來用们們生到作地于於出会會可也你对對就年月日，。、：“”"
)
_NOT_ASCII = lazy_regex(r"[^\x00-\x7f]")
_IDEOGRAPH = lazy_regex(r"[\u3400-\u9fff\uff01-\uff5e\u3001-\u3011]")
_LATIN = lazy_regex(r"[\x80-\xa0\xa1-\xff€ƒ„†‡ˆ‰Š‹ŒŽšœž›Ÿ]")
_LETTERS = lazy_regex(r"[A-Za-z]")
_LEAST = 8  # characters other than ASCII, without which nothing can be told
_SINGLE_BYTES = "cp1252"
# Of the characters' names: what the text was, how it was read. The first that fits counts.
_MISREADINGS = (
    *(("utf-8", read) for read in ("gb18030", _SINGLE_BYTES)),
    *((was, _SINGLE_BYTES) for was in ("gb18030", "big5hkscs")),
    *(("gb18030", "big5hkscs"), ("big5hkscs", "gb18030")),
)
_NAMES = {"utf-8": "UTF-8", "gb18030": "GBK", "big5hkscs": "Big5", _SINGLE_BYTES: "Latin-1"}
LOST = "锟斤拷"  # two U+FFFD in UTF-8, read as GBK


def misreading(text: str) -> str | None:
    """``UTF-8 read as GBK`` for a text that was; None for one that seems right, or is too short to tell."""
    sample = text[:_SAMPLE]
    if any(sample.count(char) * 100 > len(sample) for char in _USUAL):
        return None
    shown = "".join(_NOT_ASCII.findall(sample.replace("\ufffd", "").replace(LOST, "")))
    if len(shown) < _LEAST:
        return None
    pairs = ((was, read) for was, read in _MISREADINGS if _fits(shown, was, read))
    if pair := next(pairs, None):
        return f"{_NAMES[pair[0]]} read as {_NAMES[pair[1]]}"
    latin = len(_LATIN.findall(shown))  # in French there is one accent to twenty letters
    is_hardly_words = latin * 5 > len(shown) * 4 and latin > len(_LETTERS.findall(sample))
    return f"another charset read as {_NAMES[_SINGLE_BYTES]}" if is_hardly_words else None


def _fits(shown: str, was: str, read: str) -> bool:
    """Whether ``shown`` becomes Chinese when it is taken for text in ``was`` that was read as ``read``."""
    if read == _SINGLE_BYTES and len(_LATIN.findall(shown)) * 2 < len(shown):
        return False
    again = b"".join(_bytes(char, read) for char in shown).decode(was, "replace")
    chinese, damage = len(_IDEOGRAPH.findall(again)), again.count("\ufffd")
    if was == "utf-8":  # hardly any other text is valid UTF-8, but what was lost breaks the characters around it
        return chinese >= 3 and chinese > 2 * damage
    common = sum(map(_COMMON.__contains__, again)) - sum(map(_COMMON.__contains__, shown))
    return chinese > 4 * damage and common * 12 >= len(again)


def _bytes(char: str, read: str) -> bytes:
    """The bytes that were read as ``char``; as browsers do, Latin-1 stands for what Windows left open in it."""
    try:
        return char.encode(read)
    except UnicodeEncodeError:
        return char.encode("latin-1", "ignore") if read == _SINGLE_BYTES else b""
