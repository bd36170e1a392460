"""What is done with pieces of work and with mail."""
