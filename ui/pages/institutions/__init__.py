"""Institutions: the list and the record beside it."""
