"""Nothing about a group smaller than five, in one table or the difference between two. Every small world is tried."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import pytest

from registry.services.statistics import ALL, FEWEST, protected, shown

FEW = set(range(1, FEWEST))
World = tuple[int, ...]


def told(world: World) -> tuple[int | None, ...]:
    """What is published of a world: its groups, then the total."""
    table = protected({f"group{at}": number for at, number in enumerate(world)}, sum(world))
    return tuple(table.values())


def unions(groups: int) -> list[World]:
    """Every set of groups that somebody may ask about: 1 for a group that is in it."""
    return [each for each in product((0, 1), repeat=groups) if any(each)]


def size(world: World, union: World) -> int:
    return sum(number for number, is_in in zip(world, union, strict=True) if is_in)


@pytest.mark.parametrize(
    ("number", "expected"), [(0, None), (1, None), (4, None), (5, 5), (9, 5), (10, 10), (14, 10), (104, 100)]
)
def test_numbers_are_left_out_or_rounded_down(number: int, expected: int | None) -> None:
    assert shown(number) == expected


@pytest.mark.parametrize(("groups", "most"), [(1, 40), (2, 26), (3, 15), (4, 9)])
def test_no_table_tells_that_one_to_four_people_are_in_a_group(groups: int, most: int) -> None:
    """Whoever knows the method and sees a table can never say of a group, or of several: there are one to four."""
    possible: dict[tuple[int | None, ...], set[World]] = defaultdict(set)
    for world in product(range(most + 1), repeat=groups):
        # A world at the edge has neighbours that were not tried, so what looks certain there may not be.
        if sum(world) <= most:
            possible[told(world)].add(world)
    for table, worlds in possible.items():
        if (table[-1] or 0) + FEWEST > most:
            continue
        for union in unions(groups):
            sizes = {size(world, union) for world in worlds}
            assert not sizes <= FEW, f"{table} gives away {union}: {sizes}"


@pytest.mark.parametrize(("groups", "most"), [(1, 30), (2, 14), (3, 7)])
def test_no_difference_between_two_exports_tells_that_one_to_four_came_or_went(groups: int, most: int) -> None:
    """Two tables of two months side by side, every world to every world."""
    worlds = list(product(range(most + 1), repeat=groups))
    possible: dict[tuple[object, object], set[World]] = defaultdict(set)
    seen = {world: told(world) for world in worlds}
    for before, after in product(worlds, repeat=2):
        possible[seen[before], seen[after]].add(tuple(b - a for a, b in zip(before, after, strict=True)))
    edge = most - most % FEWEST
    for (first, second), changes in possible.items():
        if any((number or 0) >= edge for number in (*first, *second)):
            continue
        for at in range(groups):
            moved = {abs(change[at]) for change in changes}
            assert not moved <= FEW, f"{first} then {second} gives away group {at}: {moved}"


def test_the_attack_would_succeed_without_the_second_group_left_out() -> None:
    """The test above can fail: with rounding alone two tables give away that somebody is in the small group."""
    possible: dict[tuple[int | None, ...], set[World]] = defaultdict(set)
    for world in product(range(30), repeat=2):
        possible[(*(shown(number) for number in world), shown(sum(world)))].add(world)
    certain = [
        table for table, worlds in possible.items() if any({world[at] for world in worlds} <= FEW for at in range(2))
    ]
    assert certain


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"maseru": 40, "leribe": 12, "quthing": 3}, {"maseru": 40, "leribe": None, "quthing": None}),
        ({"maseru": 40, "leribe": 12, "quthing": 7}, {"maseru": 40, "leribe": 10, "quthing": 5}),
        (
            {"maseru": 40, "leribe": 12, "quthing": 0, "berea": 0},
            {"maseru": 40, "leribe": None, "quthing": None, "berea": None},
        ),
        ({"maseru": 4, "leribe": 4, "quthing": 4}, {"maseru": None, "leribe": None, "quthing": None}),
    ],
)
def test_the_smallest_of_the_others_is_left_out_with_the_small_ones(
    counts: dict[str, int], expected: dict[str, int | None]
) -> None:
    table = protected(counts, sum(counts.values()))
    assert table.pop(ALL) == shown(sum(counts.values()))
    assert table == expected


@pytest.mark.parametrize(("rows", "columns", "most"), [(2, 2, 24), (2, 3, 13)])
def test_two_tables_of_the_same_people_together_tell_no_more(rows: int, columns: int, most: int) -> None:
    """By language and by district, say: every way to spread people over both."""
    possible: dict[object, set[World]] = defaultdict(set)
    for margin in product(range(most + 1), repeat=rows):
        if sum(margin) > most:
            continue
        for other in product(range(most + 1), repeat=columns):
            if sum(other) == sum(margin):
                possible[told(margin), told(other)].add((*margin, *other))
    for (first, second), worlds in possible.items():
        if (first[-1] or 0) + FEWEST > most:
            continue
        for at in range(rows + columns):
            sizes = {world[at] for world in worlds}
            assert not sizes <= FEW, f"{first} and {second} give away group {at}: {sizes}"
