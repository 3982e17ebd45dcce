"""Keys, passphrases, backup and restore."""
