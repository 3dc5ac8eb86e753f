DATE_FORMAT = "M j, Y"  # Dec 1, 2026
WEEKDAY_FORMAT = "D, M j"  # Tue, Dec 1
WEEKDAY_DATE_FORMAT = "D, M j, Y"  # Tue, Dec 1, 2026
YEAR_MONTH_FORMAT = "F Y"  # December 2026
MONTH_TICK_FORMAT = "M Y"  # Dec 2026, where there is little room
TIME_FORMAT = "g:i A"  # 2:30 PM
