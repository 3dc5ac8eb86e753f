"""How days, times and amounts are written, by language (settings.FORMAT_MODULE_PATH).

Templates and code name a format, never letters: `{{ day|date:"WEEKDAY_FORMAT" }}`, `date_format(day, "DATE_FORMAT")`.
Then one kind of date looks alike on every page, and Spanish has its own order of words.
"""
