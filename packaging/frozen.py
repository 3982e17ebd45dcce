"""Where the frozen program starts. `talented_desk/__main__.py` mends `sys.path`, which the frozen one must not."""

from __future__ import annotations

import sys

from talented_desk.__main__ import main

sys.exit(main())
