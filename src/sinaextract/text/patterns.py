"""Regular expressions compiled at their first use.

The package has over a hundred and a usual page needs half of them; compiling the others was a tenth of the start-up.
"""

from __future__ import annotations

import re
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
