"""What people write to us: a question, or that they want to leave, with a day by which we answer.
Contact and portal pages write it; the desk reads and answers; demo seeds.
It moves no case: that a decision was wrong is an appeal, and providers/appeals keeps those.
"""
