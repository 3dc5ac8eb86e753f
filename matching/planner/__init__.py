"""The cost planner: a course of sessions with dates, costs and pictures.
The site mounts it.
It stores nothing.
"""
