"""What may be asked, read strictly; and how it is found."""
