"""Seeded records of the five vendors, and the examples of their documents."""
