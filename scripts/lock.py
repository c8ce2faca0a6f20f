"""Write constraints.txt: the exact versions of what is installed in this environment."""

import subprocess
import sys

from install import CONSTRAINTS

HEAD = "# The exact versions that make and CI use; `make lock` writes them anew.\n"


def main() -> None:
    command = [sys.executable, "-m", "pip", "freeze", "--all", "--exclude-editable"]
    frozen = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    CONSTRAINTS.write_text(HEAD + frozen.replace("+cpu\n", "\n"), encoding="utf-8")


if __name__ == "__main__":
    main()
