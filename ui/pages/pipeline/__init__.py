"""The outreach pipeline: a board and a table of employers by stage, and what each officer carries."""
