"""Who came, out of any list of people: only how many of which organisation, and never who."""
