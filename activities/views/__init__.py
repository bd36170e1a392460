"""Pages about what was done, one module an activity."""
