"""What people see of pledges: the public wall, making one, and looking after them."""
