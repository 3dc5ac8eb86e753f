"""What a person may do with what we keep of them: see it, take it along, take it into an account, erase it.
The site mounts it; nothing below knows of it, and each room's own services do the erasing.
It keeps one line of each erasing, with neither name nor address.
"""
