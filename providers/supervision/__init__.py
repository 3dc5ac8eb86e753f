"""Who supervises a nurse or a PA, state by state, and until when their agreement runs, as the provider says.
The portal writes it; vetting, the desk and the portal read it.
It checks nothing and knows no law: the checks of a case do.
"""
