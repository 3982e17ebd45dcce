"""The French is complete, well-formed and in step with the source."""
