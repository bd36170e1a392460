"""Files that people add: looked at before they are kept, kept out of reach, and looked at by a virus scanner."""
