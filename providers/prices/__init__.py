"""What a price list is beside the price of one session: packages, the day on which the clinic last said that all is
right, and reading a list that somebody pastes. The portal and the pages of a place call it. It decides nothing of who
is listed, and ranks nobody: a package moves no place on a list.
"""
