"""One person or one clinic that stands here twice: found, proposed by one, merged by another.
The site mounts it beside the desk's own pages, whose look and rules of access it takes.
It checks nothing anew: what moves to the record that stays waits for the desk like any change.
"""
