"""What the API says of itself: made from the table that parses, so that neither can say what the other does not do."""
