"""May I join? What a license type, a state and a ZIP code come to before any paper, and who waits for a state to open.
Portal, roof and demo call it; it asks the rule book of screening, and insights how many search near.
It knows nothing of cases, claims or what anybody filled in.
"""
