"""What keeps the checkout in order; not part of the installed program."""
