"""Dialogs that pages share."""
