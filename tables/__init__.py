"""Tables as people have them: read in whatever form they come, their header found, their names folded."""
