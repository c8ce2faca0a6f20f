"""How many servers a class needs, from what deploy/load_test.py has measured.

python -m deploy.servers        the tables of docs/class.md
"""

import math

CORES = 2  # of the machine that was measured
# Students who all drag without a break: moves a minute each, and milliseconds from a move to its
# picture, median and 95th percentile.
DRAGGING = {
    1: (195, 57, 79),
    2: (180, 70, 249),
    4: (146, 147, 259),
    8: (98, 333, 674),
    16: (38, 972, 4532),
}
MEMORY = 985  # MB of a student who has run all of lesson 3 and dragged for a minute
HUB = 223  # MB of hub and proxy at 16 students

BEARABLE = 500  # milliseconds, in 95 of 100 moves
SHARE = 1 / 4  # of a class that drags at any moment; the others read, guess and write: assumed
FREE = 0.8  # of a server's memory is given out
SERVER = 16, 128  # cores and GB of one of many
CLASSES = 30, 100, 1000


def dragging_a_core() -> float:
    """Students who may drag at once for each core."""
    return max(n for n, (_, _, slow) in DRAGGING.items() if slow <= BEARABLE) / CORES


def cores(students: int) -> int:
    return math.ceil(students * SHARE / dragging_a_core())


def gigabytes(students: int) -> int:
    return math.ceil((HUB + students * MEMORY) / 1000 / FREE)


def servers(students: int) -> int:
    """Of the size SERVER."""
    return max(math.ceil(cores(students) / SERVER[0]), math.ceil(gigabytes(students) / SERVER[1]))


def tables() -> str:
    lines = [
        "| all of them drag | moves a minute, each | picture, median | 95 of 100 |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {n} | {moves} | {mid} ms | {slow} ms |" for n, (moves, mid, slow) in DRAGGING.items()
    ]
    lines += [
        "",
        "| students | cores | memory | servers of 16 cores, 128 GB |",
        "|---|---|---|---|",
    ]
    lines += [f"| {n:,} | {cores(n)} | {gigabytes(n):,} GB | {servers(n)} |" for n in CLASSES]
    return "\n".join(lines)


if __name__ == "__main__":
    print(tables())
