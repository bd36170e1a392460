"""Bringing tables in: which column is which, what each row would do, what has to be asked, and taking it back."""
