"""Log-log line plots as SVG, written by hand: a plotting library would be the largest dependency here."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

_WIDTH, _HEIGHT = 460, 380  # of a panel
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 20, 40, 120  # margins; the legend is below
_COLOURS = ("#c0392b", "#2471a3", "#e59866", "#85c1e9")


@dataclass(frozen=True, slots=True)
class Series:
    name: str
    points: tuple[tuple[float, float], ...]
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    title: str
    x_label: str
    y_label: str
    series: tuple[Series, ...]
    x_tick: Callable[[float], str]
    y_tick: Callable[[float], str]


@dataclass(frozen=True, slots=True)
class _Axis:
    """Decades of one axis, and where a value lies between two pixel positions."""

    low: int
    high: int
    start: float
    end: float

    def place(self, value: float) -> float:
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)

    def ticks(self) -> list[float]:
        return [10.0**power for power in range(self.low, self.high + 1)]


def plain(value: float) -> str:
    """``value`` as a tick's label: 0.1, 1, 20,000."""
    return f"{value:,.0f}" if value >= 1 else f"{value:g}"


def size_label(size: float) -> str:
    """``size`` bytes, as 10 kB or 3 MB."""
    for unit, name in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if size >= 0.9995 * unit:
            return f"{size / unit:.3g} {name}"
    return f"{size:.0f} B"


def draw(panels: Sequence[Panel]) -> str:
    drawn = [panel for panel in panels if any(series.points for series in panel.series)]
    width = _WIDTH * max(1, len(drawn))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{_HEIGHT}" '
        f'viewBox="0 0 {width} {_HEIGHT}" font-family="sans-serif" font-size="11">',
        f'<rect width="{width}" height="{_HEIGHT}" fill="white"/>',
    ]
    for number, panel in enumerate(drawn):
        parts += [f'<g transform="translate({number * _WIDTH} 0)">', *_panel(panel), "</g>"]
    return "\n".join([*parts, "</svg>\n"])


def _panel(panel: Panel) -> Iterator[str]:
    points = [point for series in panel.series for point in series.points]
    x_axis = _axis([x for x, _ in points], _LEFT, _WIDTH - _RIGHT)
    y_axis = _axis([y for _, y in points], _HEIGHT - _BOTTOM, _TOP)
    yield _text(_LEFT, _TOP - 16, panel.title, size=14)
    yield from _grid(panel, x_axis, y_axis)
    for number, series in enumerate(panel.series):
        yield from _line(series, _COLOURS[number % len(_COLOURS)], x_axis, y_axis)
        yield from _legend(series, _COLOURS[number % len(_COLOURS)], _HEIGHT - _BOTTOM + 54 + 16 * number)


def _axis(values: Sequence[float], start: float, end: float) -> _Axis:
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return _Axis(low, max(high, low + 1), start, end)


def _grid(panel: Panel, x_axis: _Axis, y_axis: _Axis) -> Iterator[str]:
    for value in x_axis.ticks():
        x = x_axis.place(value)
        yield f'<line x1="{x}" y1="{y_axis.start}" x2="{x}" y2="{y_axis.end}" stroke="#ddd"/>'
        yield _text(x, y_axis.start + 16, panel.x_tick(value), anchor="middle")
    for value in y_axis.ticks():
        y = y_axis.place(value)
        yield f'<line x1="{x_axis.start}" y1="{y}" x2="{x_axis.end}" y2="{y}" stroke="#ddd"/>'
        yield _text(x_axis.start - 6, y + 4, panel.y_tick(value), anchor="end")
    yield _text((x_axis.start + x_axis.end) / 2, y_axis.start + 34, panel.x_label, anchor="middle")
    yield f'<g transform="translate(14 {(y_axis.start + y_axis.end) / 2}) rotate(-90)">'
    yield _text(0, 0, panel.y_label, anchor="middle") + "</g>"


def _line(series: Series, colour: str, x_axis: _Axis, y_axis: _Axis) -> Iterator[str]:
    places = [(x_axis.place(x), y_axis.place(y)) for x, y in series.points]
    path = " ".join(f"{x},{y}" for x, y in places)
    yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{_dashes(series)}/>'
    for x, y in places:
        yield f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>'


def _legend(series: Series, colour: str, y: float) -> Iterator[str]:
    line = f'x1="{_LEFT}" y1="{y - 4}" x2="{_LEFT + 26}" y2="{y - 4}"'
    yield f'<line {line} stroke="{colour}" stroke-width="2"{_dashes(series)}/>'
    yield _text(_LEFT + 32, y, series.name)


def _dashes(series: Series) -> str:
    return ' stroke-dasharray="5 4"' if series.dashed else ""


def _text(x: float, y: float, text: str, anchor: str = "start", size: int = 11) -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-size="{size}">{escape(text)}</text>'
