"""Talented Desk: employers, personal support and placement packages of a WIL secretariat."""
