"""What is done about people's data: erasing, publishing who is responsible, agreeing, letting go."""
