"""Odd requests at every address, as everybody: none may be answered with an error of ours (5xx).

`make fuzz N=10000` runs it. The people and the things that they ask for are those of tests/architecture/access.
"""
