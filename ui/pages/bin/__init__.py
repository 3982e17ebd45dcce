"""The bin: what was deleted, and its way back."""
