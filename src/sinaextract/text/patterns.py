"""Regular expressions compiled at their first use.

The package has over two hundred and a usual page needs forty; compiling the others would be a third of the start-up.
Cheap to compile is what has no class of three or more characters beyond Latin-1 that are no neighbours (a quarter of a
millisecond each, twice that at the beginning) and no long range: such texts are first translated, or searched by `str`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, AnyStr, cast


def lazy_regex(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What ``re.compile(source, flags)`` gives, compiled when something is first asked of it."""
    return cast("re.Pattern[AnyStr]", _Lazy(source, flags))


class _Lazy:
    def __init__(self, source: str | bytes, flags: int) -> None:
        self._source, self._flags = source, flags

    def __getattr__(self, name: str) -> Any:
        """The compiled pattern's attribute, kept, so that the next use finds it at once."""
        value = getattr(re.compile(self._source, self._flags), name)
        setattr(self, name, value)
        return value


def replaced(text: str, matches: Iterable[re.Match[str]], by: str) -> str:
    """``text`` with ``by`` in place of each of ``matches``, which were found in its shape."""
    parts, end = list[str](), 0
    for match in matches:
        parts.append(text[end : match.start()])
        end = match.end()
    return by.join([*parts, text[end:]])
