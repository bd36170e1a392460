"""Forms of the surveys: one module for each kind of page."""
