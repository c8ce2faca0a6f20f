"""`make bench`: speed as ratios within one run; `python -m benchmarks engine` for one part."""

import sys
from importlib import import_module

PARTS = ("engine", "paint", "startup", "browser")


def main(chosen: list[str]) -> None:
    for part in chosen or PARTS:
        if part not in PARTS:
            sys.exit(f"the parts are {', '.join(PARTS)}, got {part!r}")
        print(f"\n{part}")
        for what, figure, note in import_module(f"benchmarks.{part}").rows():
            print(f"  {what:42s} {figure:>16s}   {note}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
