"""A plot as SVG, without a library: seconds to the answer, share of texts."""

from __future__ import annotations

from pathlib import Path

WIDTH, HEIGHT, LEFT, BELOW = 640, 320, 60, 40
COLOURS = ("#00457c", "#b3541e", "#3a7d44", "#6b4c9a")


def draw(path: Path, title: str, curves: dict[str, list[float]], unit: str = "ms") -> None:
    """One curve for each name: what share of its values is at most so large. Values in seconds."""
    longest = max((sorted(values)[int(0.99 * (len(values) - 1))] for values in curves.values() if values), default=1.0)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"',
        'font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/><text x="{LEFT}" y="18" font-size="14">{title}</text>',
    ]
    for share in (0, 0.25, 0.5, 0.75, 0.95):
        y = _y(share)
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - 10}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{share:.0%}</text>')
    for step in range(6):
        x = LEFT + step / 5 * (WIDTH - LEFT - 10)
        parts.append(f'<text x="{x:.1f}" y="{HEIGHT - 18}" text-anchor="middle">{longest * step / 5 * 1000:.0f}</text>')
    parts.append(f'<text x="{WIDTH - 10}" y="{HEIGHT - 4}" text-anchor="end">{unit}</text>')
    for number, (name, values) in enumerate(curves.items()):
        ordered, colour = sorted(values), COLOURS[number % len(COLOURS)]
        points = " ".join(
            f"{LEFT + min(1.0, value / longest) * (WIDTH - LEFT - 10):.1f},{_y((place + 1) / len(ordered)):.1f}"
            for place, value in enumerate(ordered)
        )
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text x="{WIDTH - 200}" y="{HEIGHT - 60 - 16 * number}" fill="{colour}">{name}</text>')
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([*parts, "</svg>"]) + "\n")


def _y(share: float) -> float:
    return HEIGHT - BELOW - share * (HEIGHT - BELOW - 30)
