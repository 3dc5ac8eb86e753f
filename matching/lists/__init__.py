"""The list that a search made, as people see it: cards, dial, comparison, near misses, filters, save, share, erase.
The site mounts it; pages of a clinic and of requests ask it from which list somebody comes.
It stores nothing of its own and ranks nobody: the rows are those of the search, which its services change.
"""
