"""How often things happen and how long they take, by route, task or answer: for graphs and alarms, never to decide by.
Whatever happens may be counted from anywhere by one call; the page of metrics reads the sums.
It knows no person, no address and no word that somebody typed: labels are names out of the code.
"""
