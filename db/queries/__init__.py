"""The read side: one module per screen or report that needs more than a get."""
