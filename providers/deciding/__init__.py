"""Who decides alone and who by two: an approval with a flag and every "no" wait for a second person, or a director.
The desk calls it.
It decides by the rules of vetting, and knows no page.
"""
