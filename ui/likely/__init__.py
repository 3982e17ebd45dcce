"""While a record is typed: who it may be, and using that one instead."""
