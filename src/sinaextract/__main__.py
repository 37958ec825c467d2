"""Entry point of the command and of ``python -m sinaextract``."""

from __future__ import annotations

import gc


def main() -> None:
    """Run the command. Looking for garbage while modules load, and in them at the end, finds none, and is a tenth."""
    gc.disable()
    from .cli.command import main  # while no garbage is collected

    try:
        main()
    finally:
        gc.freeze()  # what is left, the system frees at once


if __name__ == "__main__":
    main()
