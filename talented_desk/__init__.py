"""Talented Desk: employers, personal support and placement packages of a WIL secretariat."""

__version__ = "0.1.0"
