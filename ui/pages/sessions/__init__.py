"""All support sessions, newest first."""
