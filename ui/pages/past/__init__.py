"""Looking back: a record as it was at any moment of its life."""
