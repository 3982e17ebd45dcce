"""Capturing one visit at the employer's site, without distraction and without a network."""
