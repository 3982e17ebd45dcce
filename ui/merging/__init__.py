"""Merging two records in sight of everything that will happen, and taking merges apart."""
