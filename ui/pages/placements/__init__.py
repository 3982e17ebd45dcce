"""The list of placements."""
