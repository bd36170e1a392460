"""What people do with surveys: one module for each kind of deed."""
