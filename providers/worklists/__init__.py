"""Lists to work through at the desk: what ends, whom to renew, who lapsed, what to clear, and who has how much.
The site mounts it beside the desk's own pages, whose look and rules of access it takes.
It decides nothing about anybody: it finds, hands out and reminds.
"""
