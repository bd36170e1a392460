"""What people do with barriers: one module for each kind of deed."""
