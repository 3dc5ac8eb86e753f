"""The team of a clinic: who may do what for which providers, who is asked to join, and who did what.
The portal, requests, reviews and the desk ask its one question, `acting.py`; its own pages write it.
It knows nothing of licenses, papers or checks: no team may touch them.
"""
