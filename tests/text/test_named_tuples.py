"""Named tuples are what `typing` makes of the same text."""

from __future__ import annotations

import copy
import pickle
import typing
from typing import Any

import pytest

from sinaextract.named_tuples import NamedTuple


class Ours(NamedTuple):
    """Told."""

    name: str
    parts: tuple[str, ...] = ()
    size: int = 0

    @property
    def is_empty(self) -> bool:
        return not self.size

    @classmethod
    def of(cls, name: str) -> Ours:
        return cls(name, size=len(name))


class Theirs(typing.NamedTuple):
    name: str
    parts: tuple[str, ...] = ()
    size: int = 0


class Nothing(NamedTuple):
    pass


def test_they_do_what_those_of_typing_do() -> None:
    ours: Any = Ours("甲", size=3)
    theirs: Any = Theirs("甲", size=3)
    assert tuple(ours) == theirs == ours == ("甲", (), 3) and hash(ours) == hash(theirs)
    assert repr(ours) == repr(theirs).replace("Theirs", "Ours") and Ours.__doc__ == "Told."
    assert ours._asdict() == theirs._asdict() and ours._replace(parts=("a",)).parts == ("a",)
    for name in ("_fields", "_field_defaults", "__match_args__", "__slots__"):
        assert getattr(Ours, name) == getattr(Theirs, name)
    assert typing.get_type_hints(Ours) == typing.get_type_hints(Theirs)
    assert Ours.of("ab") == Ours._make(["ab", (), 2]) and Ours("").is_empty and Nothing() == ()
    assert type(Ours) is type and not hasattr(ours, "__dict__")
    for same in (pickle.loads(pickle.dumps(ours)), copy.deepcopy(ours)):
        assert same == ours and type(same) is Ours
    match ours:
        case Ours(name, _, size):
            assert (name, size) == ("甲", 3)


def test_they_refuse_what_those_of_typing_refuse() -> None:
    kinds: tuple[Any, ...] = (Ours, Theirs)
    for kind in kinds:
        for call in ("kind()", "kind('a', 1, 2, 3)", "kind('a', color=1)", "kind._make('a')"):
            with pytest.raises(TypeError):
                eval(call)
        with pytest.raises((ValueError, TypeError)):
            kind("a")._replace(color=1)
        with pytest.raises(AttributeError):
            kind("a").name = "b"
