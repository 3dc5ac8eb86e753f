"""A pause that ends by itself on the day that a provider named: the form, and the chore that ends it.
The portal shows it, the sweeper runs it.
Pausing and coming back at once are vetting's; nobody else is shown or hidden here.
"""
