"""The workstation's side of sharing: what goes out of the journal, and how what others did comes into it."""
