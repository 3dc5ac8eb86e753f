"""Questions to other machines, the registry of numbers and the geocoder, from the page that needs an answer to it.
Portal and desk send them off; a worker or the sweeper runs them, one at a time, with attempts of their own.
It stands above vetting, whose services it calls with what it was told; it knows no page.
"""
