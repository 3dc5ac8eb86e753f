"""What somebody approved wants changed: one row a change, with its own checks and its own decision.
Portal and desk call it; it carries out what vetting's cases decide.
It knows no page.
"""
