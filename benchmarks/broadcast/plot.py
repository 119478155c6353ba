"""A plot as SVG, without a library: seconds to the right, how many upwards."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 900, 420, 70, 50, 40, 20
COLOURS = ("#0b5394", "#b45f06", "#38761d", "#741b47", "#666666", "#cc0000")


@dataclass(frozen=True)
class Line:
    """Points of (second, number)."""

    name: str
    points: list[tuple[float, float]]


def plot(title: str, lines: list[Line]) -> str:
    """The drawing."""
    longest = max((x for line in lines for x, _ in line.points), default=1.0) or 1.0
    highest = max((y for line in lines for _, y in line.points), default=1.0) or 1.0
    across, up = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" font-family="sans-serif" font-size="13" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<text x="{LEFT}" y="22" font-size="16">{escape(title)}</text>',
    ]
    for tick in range(5):
        y = HEIGHT - BOTTOM - up * tick / 4
        x = LEFT + across * tick / 4
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="#dddddd"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{highest * tick / 4:,.0f}</text>')
        parts.append(
            f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{longest * tick / 4:,.0f} s</text>'
        )
    for n, line in enumerate(lines):
        colour = COLOURS[n % len(COLOURS)]
        drawn = " ".join(
            f"{LEFT + across * x / longest:.1f},{HEIGHT - BOTTOM - up * y / highest:.1f}" for x, y in line.points
        )
        parts.append(f'<polyline points="{drawn}" fill="none" stroke="{colour}" stroke-width="1.5"/>')
        parts.append(f'<text x="{LEFT + 150 * n}" y="{HEIGHT - 8}" fill="{colour}">{escape(line.name)}</text>')
    return "\n".join([*parts, "</svg>", ""])
