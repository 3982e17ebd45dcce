"""What is missing, stale, contradictory or doubtful, with the click that mends it."""
