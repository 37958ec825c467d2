"""``--help`` in groups: an option says with ``group=`` where it belongs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

OTHER = "Other"
_WIDEST = 30  # columns for the options; a longer one gets a line of its own


class GroupedOption(click.Option):
    """A click option under a heading of its own in ``--help``."""

    def __init__(self, *arguments: Any, group: str = OTHER, **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.group = group

    def type_cast_value(self, ctx: click.Context, value: Any) -> Any:
        if "" in (value if isinstance(value, (tuple, list)) else (value,)):  # as a shell's variable that is not set
            raise click.BadParameter("it is empty; leave the option out, or give it a value", ctx, self)
        return super().type_cast_value(ctx, value)


class PathType(click.ParamType):  # type: ignore[type-arg]
    """A path, checked where it is used; tells shells to complete paths, ``file`` or ``dir``.

    (`click.Path` looks for translations of its name at every start.)
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem  # only completion needs it

        return [CompletionItem(incomplete, type=self.name)]


class Names(click.Choice[str]):
    """Names in any case; a slip is told what it may have meant."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(names, case_sensitive=False)

    def get_invalid_choice_message(self, value: object, ctx: click.Context | None) -> str:
        from difflib import get_close_matches  # only a slip needs it

        close = get_close_matches(str(value).lower(), self.choices, 2, 0.5)
        hint = f"Did you mean {' or '.join(close)}?" if close else f"Give one of {', '.join(self.choices)}."
        return f"{str(value)!r} is not known. {hint}"


class GroupedCommand(click.Command):
    """Lists its options group by group, in the order in which they are declared, the others last."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        groups: dict[str, list[tuple[str, str]]] = {}
        for option in self.get_params(ctx):
            if isinstance(option, click.Option) and (line := option.get_help_record(ctx)):
                groups.setdefault(getattr(option, "group", OTHER), []).append(line)
        if OTHER in groups:
            groups[OTHER] = groups.pop(OTHER)
        width = max(len(names) for lines in groups.values() for names, _ in lines if len(names) <= _WIDEST)
        for heading, lines in groups.items():
            with formatter.section(heading):
                formatter.write_dl([(names.ljust(width), text) for names, text in lines], col_max=_WIDEST)
