"""Pages about places, people and rounds."""
