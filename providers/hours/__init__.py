"""The weekly hours of a place and its next free times, as a clinic types them: the form and how it is read.
The portal shows and saves it.
It keeps no rows of its own and knows no portal.
"""
