"""What the site did for a clinic: searches of the last 30 days without persons, and how each place stood in them.
The portal shows it, a public page reads totals of an area, the demonstration seeds it; the sweeper counts each night.
It knows no person, no list of anybody and no answer about health, and nothing that is counted here ranks anybody.
"""
