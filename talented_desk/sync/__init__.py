"""Sharing with the team's PostgreSQL database: the engine, and how it reaches the other side."""
