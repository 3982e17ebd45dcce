"""`talented-desk`: opens the window, or does one thing from the command line.

Arguments first, heavy imports last: `--help` loads neither Qt nor the database.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; returns the exit code: 0 done, 1 refused or failed with a sentence, 2 wrong use."""
    from talented_desk import cli

    return cli.run(sys.argv[1:] if argv is None else list(argv))


def _leave_out_the_working_folder() -> None:
    """`python -m` looks for modules in the working folder first, where a stranger's db.py would be taken for ours."""
    ours = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH120, PTH100 - pathlib costs time here
    if not sys.flags.safe_path and sys.path and os.path.abspath(sys.path[0]) != ours:  # noqa: PTH100
        del sys.path[0]


if __name__ == "__main__":
    _leave_out_the_working_folder()
    sys.exit(main())
