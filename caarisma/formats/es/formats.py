DATE_FORMAT = r"j \d\e F \d\e Y"  # 1 de diciembre de 2026
WEEKDAY_FORMAT = r"l j \d\e F"  # martes 1 de diciembre
WEEKDAY_DATE_FORMAT = r"l j \d\e F \d\e Y"  # martes 1 de diciembre de 2026
YEAR_MONTH_FORMAT = r"F \d\e Y"  # diciembre de 2026
MONTH_TICK_FORMAT = "M Y"  # Dic 2026, where there is little room
TIME_FORMAT = "g:i A"  # 2:30 PM

# As in the United States, where these prices and distances are read, and not as Django has it for Spain.
DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
