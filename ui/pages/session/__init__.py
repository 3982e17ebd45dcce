"""The form that logs a support session: the most used form of the program."""
