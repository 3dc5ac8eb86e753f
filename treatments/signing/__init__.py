"""Who stands behind the guide: clinicians whose license two of our staff have seen, what they signed and until when,
and which sources a person has opened. The desk's pages write here, the guide's pages read it.
It knows claims and the frame of pages, and nothing of products, providers or the desk.
"""
