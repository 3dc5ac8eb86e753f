"""What people write to us: a question, or that a decision about their profile was wrong, with a day by which we answer.
Contact and portal pages write it; the desk reads and answers; demo seeds.
It moves no case: who is right about a decision, the desk says, and a case is opened anew by vetting.
"""
