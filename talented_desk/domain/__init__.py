"""Words and rules of work-integrated learning, in pure Python."""
