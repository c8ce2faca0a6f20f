"""How often does each claim of the lessons hold? 20 blocks of seeds that nobody has seen.

`make claims` prints, for each claim, in how many blocks of the size that its lesson shows the
verdict is the claimed one, and fails where that is less than 19 of 20. Takes some minutes.
"""

import importlib
import sys
from collections import Counter

from lesson_utils.claims import CLAIMS, FRESH_SEEDS, Claim
from lesson_utils.lessons import LESSONS

BLOCKS, ENOUGH = 20, 19


def verdicts(claim: Claim) -> Counter:
    """How many blocks give each verdict; the blocks of a claim follow each other."""
    size = len(claim.seeds)
    blocks = (FRESH_SEEDS[size * block : size * (block + 1)] for block in range(BLOCKS))
    return Counter(claim.run(seeds).verdict for seeds in blocks)


def main(names: list[str]) -> int:
    for lesson in LESSONS:
        importlib.import_module(f"lesson_utils.lessons.{lesson}.claims")
    print(f"{'claim':45} {'expected':>8} {'seeds':>5}  holds   otherwise")
    weak = 0
    for name in names or CLAIMS:
        claim = CLAIMS[name]
        found = verdicts(claim)
        held = found.pop(claim.expected, 0)
        weak += held < ENOUGH
        others = ", ".join(f"{verdict} {count}" for verdict, count in found.items())
        line = f"{name:45} {claim.expected:>8} {len(claim.seeds):5}  {held:2}/{BLOCKS}   {others}"
        print(line, flush=True)
    print(f"{weak} of {len(names or CLAIMS)} claims hold in fewer than {ENOUGH} of {BLOCKS} blocks")
    return 1 if weak else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
