"""The guide: what each person does and when, in the words of the pages themselves."""
