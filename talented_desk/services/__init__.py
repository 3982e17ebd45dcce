"""Use cases: one module per topic, free of Qt."""
