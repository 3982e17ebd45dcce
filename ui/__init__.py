"""The window: pages, dialogs, widgets, themes."""
