"""What people type into a text field, read the way they write it, in English and Spanish: one reader for each kind.

Readers give the value or raise UserFacingError with words that say how to write it; they are pure. `fields` makes form
fields of them, and every form of the site uses those. Only what has one meaning is taken, the rest is asked about.
"""
