"""Pages of results: the matrix, the way down, how a number was made, releases and exports."""
