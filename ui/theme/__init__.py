"""Themes from tokens."""
