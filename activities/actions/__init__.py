"""Writing down what was done, one module an activity."""
