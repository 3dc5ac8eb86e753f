"""What is written into a field: what somebody would write there, and what nobody should."""

from hypothesis import strategies as st

from benchmarks.fuzz.pages import Field

# Each has broken something somewhere: a driver, a parser, a column, a limit.
LETTERS = (
    "", " ", "\x00", "a\x00b", "\ud800", "\ufffe", "\u202e", "e\u0301" * 40, "\U0001f9ff", "\n\r\t", "\x1b[0m",
    "\u0130", "\u00df", "-", "_", ":", ";", ",", ",,", "*", "?", "'", '"', "\\", "%", "%00", "%s", "{0}", "{{ 7 }}",
    "<b>", "a:b:c",
)  # fmt: skip
LONG = ("a" * 64, "a" * 256, "a" * 1001, "a" * 20_000, "\u00e9" * 5001, "9" * 30, "9" * 5000, "[" * 3000)
WORDS_OF_CODE = ("null", "None", "undefined", "true", "on", "off", "[]", "{}", "[1, ", '{"a": [1]}')
NUMBERS = (
    "0", "-1", "1", "00", "+1", "1_000", "1e3", "1e400", "-0.0", "0.1", "NaN", "Infinity", "-inf", "0x1F", "1:2",
    "1,2,3", "\u00b2", "\u0661\u0662", "\u2160", "\u2075", "2147483647", "2147483648",
    "-2147483649", "9223372036854775808",
)  # fmt: skip
TIMES = (
    "0000-00-00", "0001-01-01", "1900-01-01", "2026-11-24", "9999-12-31", "10000-01-01", "2026-02-30", "2026-W54",
    "2026-11-31T25:61", "2027-03-14T02:30", "24:00", "23:59:60", "99:99", "-1:00",
)  # fmt: skip
KEYS = ("00000000-0000-0000-0000-000000000000", "not-a-uuid", "{" + "0" * 32 + "}", "1234567893", "1234567890")
PLACES = ("00000", "99999", "00501", "94607-1234", "XX", "ca", "CA")
ADDRESSES = (
    "a@b", "a@example.com", '"a b"@example.com', "a@[127.0.0.1]", "x" * 300 + "@example.com", "a@\u0130.example",
    "a@example.com\nBcc: b@example.com", "http://[", "http://[::1]:99999/", "//example.org", "javascript:1", "/../../x",
    "../", "https://example.org/" + "x" * 3000,
)  # fmt: skip
# Half of all draws: there are some twenty requests for an address, and these break most.
WORST = ("\x00", "", "9" * 30, "-1", "NaN", "\u00b2", "0000-00-00", "\ud800", "a" * 1001, "not-a-uuid")
ODD = LETTERS + LONG + WORDS_OF_CODE + NUMBERS + TIMES + KEYS + PLACES + ADDRESSES

PLAIN = {
    "email": ["ada.plain@example.com"],
    "password": ["A long plain pass phrase 7"],
    "date": ["2026-11-24", "2026-12-24", "1980-05-05", "2027-11-30"],
    "datetime-local": ["2026-12-01T10:00"],
    "month": ["2026-11"],
    "time": ["09:00", "17:30"],
    "number": ["1", "3", "300"],
    "tel": ["510-555-0142"],
    "url": ["https://example.org/page"],
}
BY_NAME = {
    "zip": ["94607", "10001"],
    "npi": ["1234567893", "1245319599"],
    "state": ["CA", "NY"],
    "date": PLAIN["date"],
    "_on": PLAIN["date"],
    "day": PLAIN["date"],
    "time": PLAIN["time"],
    "starts": PLAIN["time"],
    "ends": PLAIN["time"],
    "price": ["300", "450"],
    "email": PLAIN["email"],
    "phone": PLAIN["tel"],
    "number": ["12345", "A12345"],
    "url": PLAIN["url"],
}
WORDS = [
    "Plain words.",
    "Ada Plain",
    "Some plain words that say what somebody would say here, in two lines.\nThat is all.",
]

worst = st.sampled_from(WORST)
numbers = st.one_of(st.integers().map(str), st.floats().map(str))
odd = st.one_of(worst, worst, worst, st.sampled_from(ODD), st.text(max_size=40), numbers)


def plain(field: Field) -> st.SearchStrategy[str]:
    if field.kind in {"select", "radio", "checkbox", "submit"}:
        return st.sampled_from(field.values or ["on"])
    by_kind = PLAIN.get(field.kind) or next((values for word, values in BY_NAME.items() if word in field.name), WORDS)
    return st.sampled_from([value for value in field.values if value] + by_kind)
