"""User actions as data: job, busy text, error, undo."""
