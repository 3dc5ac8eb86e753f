"""Reading bulk files: handed in at the desk, waiting for their reader, refused line by line, and how far they came.
Importers of any list call it.
It knows no list.
"""
