"""What providers do themselves: joining, tasks, papers, prices, hours.
The site mounts it.
It decides nothing: it calls vetting.
"""
