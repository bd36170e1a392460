"""Forms for what was done, one module an activity."""
