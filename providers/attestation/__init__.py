"""What a provider signs about their own record, and each time somebody of theirs says that what we show is right.
The portal mounts its page; profile, screening, desk and demo read and write it.
It knows nothing of cases and checks: whoever decides asks whether a statement is fresh, and what it says.
"""
