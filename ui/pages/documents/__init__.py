"""Documents on a record's page: the tab, dropping and pasting, and the preview."""
