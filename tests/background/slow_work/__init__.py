"""A room with work that takes its time, for workers in tests."""
