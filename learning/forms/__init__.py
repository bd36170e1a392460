"""Forms of barriers: for anyone, for reviewers, for those who answer."""
