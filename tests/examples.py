"""How many examples a test tries that makes them up by itself."""

from __future__ import annotations

import os


def examples(many: int) -> int:
    """``many``; of `make quick` a tenth, since they are made by the same rules."""
    return many // 10 if os.environ.get("QUICK") else many
