"""Benchmark cases behind `talented-desk bench`, each beside its raw limit."""
