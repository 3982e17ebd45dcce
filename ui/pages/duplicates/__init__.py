"""The queue of records that may be there twice, decided by keyboard."""
