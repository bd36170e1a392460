"""What people do when a service looks at itself: one module for each kind of deed."""
