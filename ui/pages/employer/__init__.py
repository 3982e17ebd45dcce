"""One employer: what happened, who works there, where, and how the record came to be."""
