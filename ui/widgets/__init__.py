"""Widgets that pages share, painted from the theme."""
