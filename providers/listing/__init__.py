"""The definition of "listed": a table of reasons (reasons.py), who may be shown at an instant, with which proof.
Whatever shows, mails or exports a provider asks here.
It knows nothing of searches and ranks.
"""
