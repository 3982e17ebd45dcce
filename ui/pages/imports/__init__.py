"""Importing a list: the file and its columns, a dry run with every row behind its figures, then the import."""
