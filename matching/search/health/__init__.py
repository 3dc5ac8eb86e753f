"""The health question of a search, what is kept of it, and what its owner is told because of it.

The answers are no part of the draft and none of the list: whoever has a list's address never meets them.
"""
