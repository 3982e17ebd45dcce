"""`talented-desk`: opens the window, or does one thing from the command line.

Arguments first, heavy imports last: `--help` loads neither Qt nor the database.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; returns the exit code: 0 done, 1 refused or failed with a sentence, 2 wrong use."""
    from talented_desk import cli

    return cli.run(sys.argv[1:] if argv is None else list(argv))


if __name__ == "__main__":
    sys.exit(main())
