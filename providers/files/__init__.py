"""Reading bulk files: what was refused, line by line, and how far it came.
Importers of any list call it.
It knows no list.
"""
