"""Trips: which employers are pinned for which day, their briefs, and the review of what was captured."""
