"""The window: pages, widgets and what they share. The only package that knows Qt."""

from ui._imports import spare_imports

spare_imports()
