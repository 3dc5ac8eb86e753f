"""What providers say of themselves to patients: three short answers, and how many sessions they gave.
Pages show it, the portal writes it; what a rule finds too much waits here until the desk has read it.
It knows nothing of prices, cases and checks.
"""
