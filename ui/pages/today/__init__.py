"""The officer's day: what is due, what was promised, what expires, who has gone quiet."""
