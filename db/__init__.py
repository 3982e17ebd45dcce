"""Storage: models, journal, queries, migrations."""
