"""Lines as an SVG drawn by hand: cost over the size of a directory, both logarithmic; memory over time, both plain."""

from collections.abc import Mapping, Sequence
from math import log10
from typing import Final

WIDTH, HEIGHT = 760, 420
LEFT, RIGHT, TOP, BOTTOM = 70, 210, 46, 52
INK, FAINT, PAPER = "#33413f", "#cfd8d6", "#ffffff"
# Okabe and Ito's colors, told apart by color-blind readers too; each line has its name at its end besides.
COLORS: Final = ("#000000", "#d55e00", "#cc79a7", "#e69f00", "#0072b2", "#56b4e9", "#009e73")

Line = Sequence[tuple[float, float]]  # (locations, CPU ms)


def draw(title: str, lines: Mapping[str, Line]) -> str:
    """One line for each engine. On paper of its own, so that it reads on a dark page as well."""
    sizes = [size for line in lines.values() for size, _cost in line]
    costs = [cost for line in lines.values() for _size, cost in line]
    low, high = _decade(min(costs), down=True), _decade(max(costs), down=False)
    first, last = log10(min(sizes)), max(log10(max(sizes)), log10(min(sizes)) + 1)

    def x(size: float) -> float:
        return LEFT + (log10(size) - first) / (last - first) * (WIDTH - LEFT - RIGHT)

    def y(cost: float) -> float:
        return HEIGHT - BOTTOM - (log10(cost) - low) / (high - low) * (HEIGHT - TOP - BOTTOM)

    parts = _paper(title)
    parts += [_rule(y(10.0**power), f"{10.0**power:g} ms") for power in range(low, high + 1)]
    under = HEIGHT - 28
    parts += [f'<text x="{x(s):.1f}" y="{under}" text-anchor="middle">{s:,.0f}</text>' for s in sorted(set(sizes))]
    parts.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 10}" text-anchor="middle">locations</text>')
    ends = _apart({name: y(line[-1][1]) for name, line in lines.items()})
    for (name, line), color in zip(lines.items(), COLORS, strict=False):
        points = [(x(size), y(cost)) for size, cost in line]
        parts.append(_line(name, points, ends[name], color))
    return "\n".join([*parts, "</svg>", ""])


def draw_over_time(title: str, lines: Mapping[str, Line]) -> str:
    """(minutes, MB) for each process, from zero, so that what looks flat is."""
    points = [point for line in lines.values() for point in line]
    last = max(minutes for minutes, _mb in points)
    step = 10 ** int(log10(max(mb for _minutes, mb in points)))
    top = step * -(-max(mb for _minutes, mb in points) // step)

    def x(minutes: float) -> float:
        return LEFT + minutes / last * (WIDTH - LEFT - RIGHT)

    def y(mb: float) -> float:
        return HEIGHT - BOTTOM - mb / top * (HEIGHT - TOP - BOTTOM)

    parts = _paper(title)
    parts += [_rule(y(top * share / 4), f"{top * share / 4:g} MB") for share in range(5)]
    ticks = [last * share / 4 for share in range(5)]
    parts += [f'<text x="{x(at):.1f}" y="{HEIGHT - 28}" text-anchor="middle">{at:.1f}</text>' for at in ticks]
    parts.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 10}" text-anchor="middle">minutes</text>')
    ends = _apart({name: y(line[-1][1]) for name, line in lines.items()})
    for (name, line), color in zip(lines.items(), COLORS * len(lines), strict=False):
        parts.append(_line(name, [(x(at), y(mb)) for at, mb in line], ends[name], color, dots=False))
    return "\n".join([*parts, "</svg>", ""])


def _paper(title: str) -> list[str]:
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" font-family="sans-serif" '
        f'font-size="13" fill="{INK}"><title>{title}</title>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" rx="8" fill="{PAPER}"/>',
        f'<text x="{LEFT}" y="26" font-size="15" font-weight="bold">{title}</text>',
    ]


def _decade(value: float, *, down: bool) -> int:
    power = log10(value)
    return int(power // 1) if down else int(-(-power // 1))


def _rule(at: float, told: str) -> str:
    return (
        f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{at:.1f}" y2="{at:.1f}" stroke="{FAINT}"/>'
        f'<text x="{LEFT - 8}" y="{at + 4:.1f}" text-anchor="end">{told}</text>'
    )


def _line(name: str, points: Sequence[tuple[float, float]], label_at: float, color: str, *, dots: bool = True) -> str:
    drawn = points if dots else ()
    circles = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{color}"/>' for x, y in drawn)
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    end = WIDTH - RIGHT + 12
    return (
        f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="2.5"/>{circles}'
        f'<circle cx="{end}" cy="{label_at - 4:.1f}" r="4" fill="{color}"/>'
        f'<text x="{end + 10}" y="{label_at:.1f}">{name}</text>'
    )


def _apart(wanted: Mapping[str, float], gap: float = 18) -> dict[str, float]:
    """Places for the names, near the ends of their lines and never one on another."""
    places: dict[str, float] = {}
    before = TOP - gap
    for name, at in sorted(wanted.items(), key=lambda entry: entry[1]):
        before = places[name] = max(at + 4, before + gap)
    return places
