"""`typing.NamedTuple`, defined in a tenth of the time: each start of the command defines some seventy.

The original compiles the annotation of every field, and makes a constructor and five methods for every class. Here they
share the methods, and a constructor is made for its class's first value. Type checkers see the original.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
else:
    from collections import _tuplegetter  # the fast getter of `collections.namedtuple`; PyPy has it too

    class _Named(tuple):
        __slots__ = ()

        def __new__(cls, *values: Any, **named: Any) -> Any:
            names = ", ".join(cls._fields)
            made = eval(f"lambda cls, {names}: new(cls, ({names},))", {"new": tuple.__new__, "__builtins__": {}})
            made.__defaults__ = tuple(cls._field_defaults.values())
            made.__name__, made.__qualname__ = "__new__", f"{cls.__name__}.__new__"
            cls.__new__ = made  # from the second value on
            return made(cls, *values, **named)

        def __getnewargs__(self) -> tuple[Any, ...]:  # for copies and pickles
            return tuple(self)

        def __repr__(self) -> str:
            return f"{type(self).__name__}({', '.join(f'{k}={v!r}' for k, v in self._asdict().items())})"

        def _asdict(self) -> dict[str, Any]:
            return dict(zip(self._fields, self, strict=True))

        def _replace(self, **changed: Any) -> Any:
            values = tuple.__new__(type(self), map(changed.pop, self._fields, self))
            if changed:
                raise ValueError(f"Got unexpected field names: {list(changed)}")
            return values

    class _Definition(type):
        def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> type:
            fields = tuple(body.get("__annotations__", ()))
            defaults = {field: body[field] for field in fields if field in body}
            body.update({field: _tuplegetter(place, None) for place, field in enumerate(fields)})
            body.update(__slots__=(), __match_args__=fields, _fields=fields, _field_defaults=defaults)
            return type(name, (_Named,), body)

    NamedTuple = type.__new__(_Definition, "NamedTuple", (), {})
