"""The shared PostgreSQL database: its schema, made from the models, and the functions that devices call."""
