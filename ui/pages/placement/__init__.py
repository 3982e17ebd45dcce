"""One placement: its facts, its package, its history; and the form for a new one."""
