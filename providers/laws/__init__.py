"""Reading the law of a state: one person reads, another confirms, and what changes by it."""
