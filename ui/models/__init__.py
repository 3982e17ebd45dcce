"""Item models that pages share."""
