"""A clinic's other calendars: visits go out to them as a file with a secret address, busy times come in from them.
The portal shows and changes it, and proposes the next free time by it; the demonstration seeds it.
It keeps when somebody is busy and never with whom or why, and it knows nothing of pages.
"""
