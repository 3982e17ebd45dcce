"""The document engine: placement packages as PDF."""
