"""How often does each claim of the lessons hold? 20 blocks of seeds that nobody has seen.

`make claims` counts, for each claim, in how many blocks of the size that its lesson shows the
verdict is the claimed one, puts the counts into docs/truth.md, and fails where one is less than 19
of 20. Takes some minutes. Names of claims as arguments measure these alone.
"""

import importlib
import re
import sys
from collections import Counter
from pathlib import Path

from lesson_utils.claims import CLAIMS, FRESH_SEEDS, Claim
from lesson_utils.lessons import LESSONS

BLOCKS, ENOUGH = 20, 19
PAGE = Path(__file__).parents[1] / "docs" / "truth.md"
TABLE = re.compile(r"(?<=<!-- make claims -->\n).*?(?=<!-- end -->)", re.DOTALL)
HEAD = "| claim | verdict | seeds | held in |\n|---|---|---|---|\n"


def verdicts(claim: Claim) -> Counter:
    """How many blocks give each verdict; the blocks of a claim follow each other."""
    size = len(claim.seeds)
    blocks = (FRESH_SEEDS[size * block : size * (block + 1)] for block in range(BLOCKS))
    return Counter(claim.run(seeds).verdict for seeds in blocks)


def row(claim: Claim, held: int) -> str:
    margin = f" within ±{claim.margin:g}" if claim.margin else ""
    verdict = f"{claim.expected}{margin}"
    return f"| {claim.name} | {verdict} | {len(claim.seeds)} | {held} of {BLOCKS} |"


def store(found: dict[str, str]) -> None:
    """Put the rows into the page, in the order of the lessons, beside those of other claims."""
    page = PAGE.read_text("utf-8")
    (table,) = TABLE.findall(page)
    rows = dict(re.findall(r"^(?=\| (\w+) \|)(.*\d of .*)$", table, re.MULTILINE)) | found
    lines = "".join(f"{rows[name]}\n" for name in CLAIMS if name in rows)
    PAGE.write_text(TABLE.sub(lambda _: HEAD + lines, page), encoding="utf-8")


def all_claims() -> dict[str, Claim]:
    """Of every lesson, by name; in the order of the lessons where none was imported before."""
    for lesson in LESSONS:
        importlib.import_module(f"lesson_utils.lessons.{lesson}.claims")
    return CLAIMS


def main(names: list[str]) -> int:
    all_claims()
    weak = 0
    for name in names or CLAIMS:
        found = verdicts(CLAIMS[name])
        held = found.pop(CLAIMS[name].expected, 0)
        weak += held < ENOUGH
        others = ", ".join(f"{verdict} {count}" for verdict, count in found.items())
        print(row(CLAIMS[name], held), others, flush=True)
        store({name: row(CLAIMS[name], held)})
    print(f"{weak} of {len(names or CLAIMS)} claims hold in fewer than {ENOUGH} of {BLOCKS} blocks")
    return 1 if weak else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
