"""The action catalogue: menus, toolbar, shortcuts, palette and cheat-sheet come from it."""
