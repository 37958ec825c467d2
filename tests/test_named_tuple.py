"""Named tuples of our own making do what those of `typing` do, for all that the package asks of them."""

from __future__ import annotations

import copy
import pickle
import typing
from collections.abc import Sequence

import pytest

from sinaextract import named_tuple
from sinaextract.article.body import Image, Run


class Theirs(typing.NamedTuple):
    """One of `typing`."""

    first: int
    second: str = "b"
    third: Sequence[int] = ()

    @property
    def both(self) -> str:
        return f"{self.first}{self.second}"


class Ours(named_tuple.NamedTuple):
    """One of ours."""

    first: int
    second: str = "b"
    third: Sequence[int] = ()

    @property
    def both(self) -> str:
        return f"{self.first}{self.second}"


@pytest.mark.parametrize("make", [Theirs, Ours])
def test_they_are_alike(make: type[Ours]) -> None:
    value = make(1, third=(2,))
    assert (value, len(value), value.first, value.second, value.third) == ((1, "b", (2,)), 3, 1, "b", (2,))
    assert value.both == "1b"
    assert value == make(1, "b", (2,))
    assert hash(value) == hash((1, "b", (2,)))
    assert repr(value) == f"{make.__name__}(first=1, second='b', third=(2,))"
    assert value._asdict() == {"first": 1, "second": "b", "third": (2,)}
    assert value._replace(second="c") == make(1, "c", (2,))
    assert type(value._replace(second="c")) is make
    assert make._fields == ("first", "second", "third")
    assert typing.get_type_hints(make) == {"first": int, "second": str, "third": Sequence[int]}
    match value:
        case make(first, second):
            assert (first, second) == (1, "b")


@pytest.mark.parametrize("make", [Theirs, Ours])
def test_copies_and_pickles_are_of_their_kind(make: type[Ours]) -> None:
    value = make(1)
    for again in (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
        assert again == value
        assert type(again) is make


@pytest.mark.parametrize("make", [Theirs, Ours])
def test_what_is_no_field_is_an_error(make: type[Ours]) -> None:
    for _ in range(2):  # the first value of a kind makes its constructor
        with pytest.raises(TypeError, match=rf"{make.__name__}.__new__\(\) missing 1 required positional argument"):
            make()  # type: ignore[call-arg]
        with pytest.raises(TypeError, match="fourth"):
            make(1, fourth=4)  # type: ignore[call-arg]
    with pytest.raises(ValueError, match="fourth"):
        make(1)._replace(fourth=4)  # type: ignore[call-arg]
    with pytest.raises(AttributeError):
        make(1).first = 2  # type: ignore[misc]
    assert not hasattr(make(1), "__dict__")


def test_the_records_are_of_them() -> None:
    assert Run("a", image=Image("b")) == ("a", False, None, False, ("b", ""))
