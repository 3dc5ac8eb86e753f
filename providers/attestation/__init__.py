"""What a provider signs about their own record: questions with yes or no, and words where it is yes.
The portal mounts its page; screening, desk and demo read it.
It knows nothing of cases and checks: whoever decides asks whether a statement is fresh, and what it says.
"""
