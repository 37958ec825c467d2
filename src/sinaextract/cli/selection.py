"""``--include``, ``--exclude`` and ``--limit``: which of the inputs that were found a run reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..inputs.inputs import LEFT_OUT, Input, Passed
from ..named_tuples import NamedTuple


class Selection(NamedTuple):
    """Globs as rsync and gitignore have them: ``index*`` matches a name at any depth, ``2019`` also all in a folder of
    that name, ``2019/*.html`` a path from any folder on. They match what lies below the folder that was given."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    limit: int | None = None

    def of(self, found: Iterable[Input | Passed]) -> Iterator[Input | Passed]:
        """``found`` up to the limit, what is left out as `Passed`. Standard input has no name and is never left out."""
        left = self.limit
        for item in found:
            if (self.include or self.exclude) and item.name != "-" and not self._takes(item):
                if isinstance(item, Input):
                    yield Passed(item.name, "skipped", LEFT_OUT)
                continue
            yield item
            if left is not None and isinstance(item, Input):
                left -= 1
                if not left:
                    return

    def _takes(self, item: Input | Passed) -> bool:
        path = item.relative if isinstance(item, Input) else item.name
        if self.include and not any(_matches(path, glob) for glob in self.include):
            return isinstance(item, Passed) and item.outcome != "skipped"  # what cannot be read might hold one
        return not any(_matches(path, glob) for glob in self.exclude)


def _matches(path: str, glob: str) -> bool:
    """Some stretch of the path from one ``/`` to another one or to its end is what ``glob`` says."""
    from fnmatch import fnmatchcase  # only these options need it

    glob = glob.replace("\\", "/").removeprefix("./").removeprefix("**/").rstrip("/")
    parts = path.replace("\\", "/").split("/")
    tails = ("/".join(parts[start:]) for start in range(len(parts)))
    return any(fnmatchcase(tail, glob) or fnmatchcase(tail, glob + "/*") for tail in tails)
