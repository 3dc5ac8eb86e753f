"""Reading a list from end to end: the command, the desk's queue, the steps of a run, and the word that one is late.
The desk calls it.
It knows nothing of pages, and decides about nobody.
"""
