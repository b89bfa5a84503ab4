"""Builds the class kit from `lessons/`: pages, notebooks, slides, notes and data."""
