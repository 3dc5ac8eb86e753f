"""What people type, as they type it, in English and Spanish. What has two meanings is asked about, never guessed."""

from contextlib import suppress
from datetime import date, time

import pytest
from django.utils.formats import date_format, time_format
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from caarisma.common.errors import UserFacingError
from caarisma.common.typed.addresses import Phone, phone_of, read_phone, read_zip
from caarisma.common.typed.dates import date_of, read_date, read_span
from caarisma.common.typed.money import read_count, read_dollars
from caarisma.common.typed.times import read_time
from matching.search.wording import dollars
from providers.directory.npi import npi_from_nine, read_npi


def refusal(read, typed: str) -> str:
    with pytest.raises(UserFacingError) as refused:
        read(typed)
    return refused.value.message


class TestDates:
    @pytest.mark.parametrize(
        "typed",
        [
            *("2026-12-01", "2026-12-1", "2026/12/01", "2026.12.1", "12/01/2026", "12/1/2026", "12-1-2026", "12/1/26"),
            *("12.1.26", "12‑01‑2026", "12–1–2026", "１２/１/２０２６", "12 1 2026", "12 / 1 / 2026", "12/1/2026."),
            *(
                "Dec 1 2026",
                "Dec 1, 2026",
                "Dec 1st 2026",
                "december 1st, 2026",
                "Dec. 1, 2026",
                "Dec\u00a01,\u20092026",
            ),
            *("1 Dec 2026", "1-Dec-2026", "1/Dec/26", "the 1st of December, 2026", "2026 Dec 1"),
            *("Tue, Dec 1, 2026", "Tuesday December 1, 2026", "Tue 12/1/2026", "Tues. 12/1/26"),
            *("1 de diciembre de 2026", "1 de diciembre del 2026", "primero de diciembre de 2026", "1 dic 2026"),
            *("1º de diciembre de 2026", "1.º de dic. del 2026", "1ro de diciembre de 2026", "1 DE DICIEMBRE, 2026"),
            *("martes 1 de diciembre de 2026", "martes, 1 de diciembre del 2026", "mar 1 dic 2026", "Mar. 12/1/2026"),
            *(
                "12/01/2026 (Tue)",
                "(12/1/2026)",
                "'12/1/2026",
                '"Dec 1, 2026"',
                "12,1,2026",
                "12\\1\\2026",
                "12/1/2026 - ",
            ),
            *("exp. 12/1/2026", "Expires: Dec 1, 2026", "vence el 1 de diciembre de 2026", "valid until Dec 1 2026"),
            *("12/1/2026 0:00", "12/1/2026 12:00:00 AM", "2026-12-01T00:00:00-08:00", "Tue, 01 Dec 2026 00:00:00 GMT"),
            *("first of December 2026", "December first, 2026", "12/1/2026 Tue"),
            *("20261201", "12012026", "1Dec2026", "01DEC2026", "Dec 1, '26", "12/1/’26", "2026-12-01T00:00:00Z"),
        ],
    )
    def test_a_day_in_the_ways_people_write_it(self, typed):
        assert read_date(typed) == date(2026, 12, 1)

    @pytest.mark.parametrize(
        ("typed", "month"),
        [
            ("Sept 3, 2026", 9),
            ("setiembre 3, 2026", 9),
            ("ene 3 2026", 1),
            ("mayo 3 2026", 5),
            ("mar 3 2026", 3),
            ("Febuary 3, 2026", 2),
        ],
    )
    def test_months_of_both_languages(self, typed, month):
        assert read_date(typed) == date(2026, month, 3)

    @pytest.mark.parametrize(
        "typed",
        [
            *("", "soon", "Dec 1", "1 Dec", "December 1", "12/1", "12/1-26", "2026-13-01", "Juin 1 2026", "Dec 1 205"),
            *("0000-01-01", "٢٠٢٦-١٢-٠١", "1 2026", "de 1 2026", "1½/2/2026", "Dec 1² 2026", "Dec 1 2026 or so"),
            *("9" * 90, "1/1/" + "9" * 80, "Dec 0, 2026", "32 Dec 2026", "1/1/0026", "2026-12-01 10:00"),
        ],
    )
    def test_what_is_no_day_or_could_be_two_is_asked_about(self, typed):
        assert refusal(read_date, typed) == "Enter a date with its year, like Dec 1, 2026"

    def test_a_weekday_that_does_not_agree_is_said(self):
        assert refusal(read_date, "Wed, Dec 1, 2026") == "Dec 1, 2026 is a Tuesday. Check the day"
        assert refusal(read_date, "12/1/2026 (Wed)") == "Dec 1, 2026 is a Tuesday. Check the day"
        with override("es"):
            assert "martes" in refusal(read_date, "lunes 1 de diciembre de 2026")

    @pytest.mark.parametrize("typed", ["13/01/2026", "31/12/26", "31.12.2026"])
    def test_a_day_before_its_month_is_not_taken_from_those_who_could_mean_another(self, typed):
        assert refusal(read_date, typed) == "Write the month first, like 12/31/2026"

    @pytest.mark.parametrize("typed", ["Feb 29, 2027", "2026-02-30", "31 de junio de 2026"])
    def test_a_day_that_no_year_has_is_said(self, typed):
        assert refusal(read_date, typed) == "The calendar has no such day"

    @given(st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31)))
    def test_what_our_pages_print_is_read_back(self, day):
        for language in ("en", "es"):
            with override(language):
                for form in ("DATE_FORMAT", "WEEKDAY_DATE_FORMAT"):
                    assert read_date(date_format(day, form)) == day
        assert read_date(day.isoformat()) == day

    @given(st.text(max_size=40))
    def test_nothing_breaks_the_readers(self, text):
        for read in (read_date, read_span, read_time, read_dollars, read_count, read_zip, read_phone, read_npi):
            with suppress(UserFacingError):
                read(text)


class TestThreeFields:
    @pytest.mark.parametrize("month", ["8", "08", "Aug", "aug.", "August", "agosto", "AGO", "８"])
    def test_a_month_by_number_or_name(self, month):
        assert date_of(month, "31", "2027") == date_of(month, "31st", "27") == date(2027, 8, 31)

    @pytest.mark.parametrize("month", ["", "0", "13", "Ju", "xyz", "-"])
    def test_no_month(self, month):
        with pytest.raises(UserFacingError):
            date_of(month, "31", "2027")


class TestSpans:
    @pytest.mark.parametrize(
        "typed", ["24/12/2026 - 2/1/2027", "del 24/12/2026 al 2/1/2027", "12/24/2026 to 31/12/2026"]
    )
    def test_a_day_before_its_month_is_said_here_too(self, typed):
        assert refusal(read_span, typed) == "Write the month first, like 12/31/2026"

    @pytest.mark.parametrize(
        "typed",
        [
            *("Dec 24, 2026 to Jan 2, 2027", "Dec 24, 2026 through Jan 2, 2027", "from 12/24/26 to 1/2/27"),
            *("12/24/2026-1/2/2027", "12/24/2026 – 1/2/2027", "12/24/2026—1/2/2027", "12-24-2026-1-2-2027"),
            *("2026-12-24..2027-01-02", "2026-12-24–2027-01-02", "12/24 - 1/2/2027", "Dec 24 to Jan 2, 2027"),
            *("del 24 de diciembre de 2026 al 2 de enero de 2027", "24 dic 2026 al 2 ene 2027"),
            *("del 24 de diciembre al 2 de enero de 2027", "desde el 24/dic/2026 hasta el 2/ene/2027"),
            *("Thu, Dec 24, 2026 to Sat, Jan 2, 2027", "24-Dec-2026-2-Jan-2027"),
            *("12/24/2026 → 1/2/2027", "12/24/2026 -> 1/2/2027", "2026-12-24/2027-01-02"),
            *("12/24/2026 to 1/2", "Dec 24, 2026 - Jan 2", "Thu Dec 24 - Sat Jan 2, 2027", "(12/24/2026-1/2/2027)"),
            *("del jueves 24 de diciembre al sábado 2 de enero de 2027", "Thu Dec 24, 2026 - Sat Jan 2"),
            *("between Dec 24, 2026 and Jan 2, 2027", "entre el 24 de diciembre y el 2 de enero de 2027"),
        ],
    )
    def test_two_days_in_the_ways_people_write_them(self, typed):
        assert read_span(typed) == (date(2026, 12, 24), date(2027, 1, 2))

    @pytest.mark.parametrize(
        "typed",
        ["Dec 24-31, 2026", "24-31 de diciembre de 2026", "del 24 al 31 de diciembre del 2026", "Dec 24 to 31, 2026"],
    )
    def test_what_one_end_leaves_out_the_other_has(self, typed):
        assert read_span(typed) == (date(2026, 12, 24), date(2026, 12, 31))

    def test_one_day_is_a_span(self):
        assert read_span("Dec 24, 2026") == (date(2026, 12, 24), date(2026, 12, 24))

    @pytest.mark.parametrize(
        "typed",
        [
            *("Christmas", "Dec 24 to Jan 2", "Dec 24, 2026 and Jan 2, 2027", "24-31", "1-2-3-4", "until Jan 2, 2027"),
            *("Fri Dec 24 - Sat Dec 26, 2026", "Thu Dec 24, 2026 - Sun Dec 26", "Thu Dec 24 - Dec 26, 2027"),
        ],
    )
    def test_what_has_no_two_days_is_asked_about(self, typed):
        assert refusal(read_span, typed)


class TestTimes:
    @pytest.mark.parametrize(
        ("typed", "hour"),
        [("12:00 noon", 12), ("12:00 midnight", 0), ("12:00 del mediodía", 12), ("a las 12:00 de la noche", 0)],
    )
    def test_twelve_with_its_word(self, typed, hour):
        assert read_time(typed) == time(hour)

    @pytest.mark.parametrize(
        "typed",
        [
            *(
                "2:30 PM",
                "2:30pm",
                "2.30 pm",
                "2:30 p. m.",
                "2:30\u202fp.\u00a0m.",
                "14:30",
                "14:30 h",
                "14:30h",
                "14h30",
            ),
            *("230 pm", "0230PM", "2 y media de la tarde", "half past 2 pm", "a las 2 y media p. m."),
            *("2 : 30 pm", "(2:30 pm)", '"2:30 PM"', "2:30 p.m. -", "2:30 tarde", "2:30 de la tarde.", "14 h 30"),
            *("14.30", "1430", "1430 hrs", "14:30:00", "at 2:30 pm", "2:30 de la tarde", "a las 2:30 p.m."),
        ],
    )
    def test_a_time_in_the_ways_people_write_it(self, typed):
        assert read_time(typed) == time(14, 30)

    @pytest.mark.parametrize(
        ("typed", "at"),
        [
            *(("2pm", time(14)), ("2 p.m.", time(14)), ("12 am", time(0)), ("12 PM", time(12)), ("9 a", time(9))),
            *(("noon", time(12)), ("12 noon", time(12)), ("mediodía", time(12)), ("midnight", time(0))),
            *(("medianoche", time(0)), ("12 de la noche", time(0)), ("09:00", time(9)), ("0930", time(9, 30))),
            *(("9 de la mañana", time(9)), ("8 de la noche", time(20)), ("14 h", time(14))),
            *(("12noon", time(12)), ("9 o’clock am", time(9)), ("9 y cuarto de la mañana", time(9, 15))),
            *(("quarter past 9 am", time(9, 15)), ("12 m.", time(12)), ("8 noche", time(20))),
            *(
                ("2;30 pm", time(14, 30)),
                ("2 30 p.m.", time(14, 30)),
                ("medio día", time(12)),
                ("12 del día", time(12)),
            ),
        ],
    )
    def test_times_of_day(self, typed, at):
        assert read_time(typed) == at

    @pytest.mark.parametrize(
        "typed",
        [
            *("", "2", "14", "2:30", "2.30", "230", "25:00", "14:60", "2460", "13 pm", "0 am", "noonish", "2:3 pm"),
            *("12 de la mañana", "2 h", "2:30 PM PST", "morning", "half past 11", "11 y media", "9 o'clock"),
        ],
    )
    def test_what_is_no_time_or_could_be_two_is_asked_about(self, typed):
        assert refusal(read_time, typed) == "Enter a time with AM or PM, like 2:30 PM"

    @given(st.times().map(lambda at: at.replace(second=0, microsecond=0)))
    def test_what_our_pages_print_is_read_back(self, at):
        for language in ("en", "es"):
            with override(language):
                assert read_time(time_format(at, "TIME_FORMAT")) == at
        assert read_time(at.strftime("%H:%M")) == at


class TestDollars:
    @pytest.mark.parametrize(
        ("typed", "amount"),
        [
            *(("250", 250), ("$1,500", 1500), (" $ 95 ", 95), ("250.00", 250), ("95.", 95), ("1,000,000", 1_000_000)),
            *(("250 $", 250), ("250 USD", 250), ("USD 250", 250), ("US$250", 250), ("250 dollars", 250)),
            *(
                ("250 dólares", 250),
                ("$1,250.00", 1250),
                ("1.250,00 $", 1250),
                ("1\u202f250\u00a0$", 1250),
                ("２５０", 250),
            ),
            *(
                ("250 dlls", 250),
                ("Dlls. 250", 250),
                ("U.S. $250", 250),
                ("'250", 250),
                ('"$250"', 250),
                ("250,-", 250),
            ),
            *(("free", 0), ("Gratis", 0), ("no charge", 0), ("sin costo", 0)),
        ],
    )
    def test_amounts(self, typed, amount):
        assert read_dollars(typed) == amount

    @pytest.mark.parametrize(
        "typed",
        [
            *("1,50", "250.50", "-5", "−5", "about 200", "", "٢٥٠", "25²", "$", "$250-300", "1e3", "1,25,0", "1k"),
            *("9" * 30 + "x", "250/session", ".50", "$250+", "200-300", "250 €", "MXN 250", "$25O", "none", "1'200"),
        ],
    )
    def test_cents_and_what_is_no_amount_are_asked_about(self, typed):
        assert refusal(read_dollars, typed) == "Enter a whole dollar amount, like 250"

    def test_a_point_that_may_part_thousands_or_cents_is_asked_about(self):
        """1.250 is 1,250 in Bogotá, and a slip for 12.50 in Oakland."""
        assert refusal(read_dollars, "1.250 $") == "If you mean $1,250, write it without the point"

    @given(st.integers(0, 10_000_000))
    def test_what_our_pages_print_is_read_back(self, amount):
        for language in ("en", "es"):
            with override(language):
                assert read_dollars(dollars(amount)) == amount

    def test_a_count_names_no_money(self):
        assert [read_count(typed) for typed in ("1,200", "40", "40.0", "40 sessions", "1 sesión", "'40")] == [
            1200, 40, 40, 40, 1, 40,
        ]  # fmt: skip
        for typed in ("$40", "-40", "\N{MINUS SIGN}40", "- 40 sessions"):
            assert refusal(read_count, typed) == "Enter a whole number, like 40", typed


class TestZips:
    @pytest.mark.parametrize(
        "typed",
        [
            "02903",
            " 02903 ",
            "02903-",
            "02903‑1234",
            "02903–1234",
            "02903 1234",
            "029031234",
            "０２９０３",
            "02903\u200b",
            *(
                "ZIP 02903",
                "Zip code: 02903-1234",
                "código postal 02903",
                "C.P. 02903",
                "'02903",
                '"02903"',
                "(02903);",
                *("RI 02903", "Providence, RI 02903-1234", "02903 USA", '="02903"', "Postal code: 02903"),
            ),
        ],
    )
    def test_five_digits_however_the_rest_is_written(self, typed):
        assert read_zip(typed) == "02903"

    @pytest.mark.parametrize("typed", ["Providence RI 02903", "New Haven CT 02903-1234", "02903/"])
    def test_of_an_address_without_its_comma(self, typed):
        assert read_zip(typed) == "02903"

    def test_the_number_of_a_box_is_none(self):
        refusal(read_zip, "PO Box 02903")

    @pytest.mark.parametrize(
        "typed",
        [
            *("", "2903", "029O3", "02903-12", "02903-12345", "abc", "٠٢٩٠٣", "zip", "zip02903x"),
            *("02903 or 02904", "02903, 02904", "029 03", "02903.0", "2903.0", "O2903", "RI02903"),
        ],
    )
    def test_anything_else_is_asked_about(self, typed):
        assert refusal(read_zip, typed) == "Enter a 5 digit ZIP code, like 94612"


class TestPhones:
    @pytest.mark.parametrize(
        "typed",
        [
            *("510-555-0100", "(510) 555-0100", "+1 (510) 555-0100", "510.555.0100", "5105550100", "1-510-555-0100"),
            *(
                "510‑555‑0100",
                "\u202a(510) 555-0100\u202c",
                "５１０-５５５-０１００",
                "tel:+15105550100",
                "Tel. 510-555-0100",
                "Phone: (510) 555-0100",
                "teléfono 510-555-0100",
                "(+1) 510 555 0100",
                *(
                    "cell 510-555-0100",
                    "Ph: 510-555-0100",
                    "P 510.555.0100",
                    "Móvil: 510 555 0100",
                    "Oficina 5105550100",
                ),
                *(
                    "510•555•0100",
                    "510·555·0100",
                    "510_555_0100",
                    "[510] 555-0100",
                    "001 510 555 0100",
                    "011 1 5105550100",
                ),
                *(
                    "call us: 510-555-0100",
                    "Front desk 510-555-0100",
                    "Phone # 510-555-0100",
                    "WhatsApp +1 510 555 0100",
                ),
                *("510-555-0100 (cell)", "(510) 555-0100 work", '"510-555-0100"', "'5105550100", "510-555-0100;"),
                *("número 510-555-0100", "Tlf: 510-555-0100", "M: 510 555 0100"),
            ),
        ],
    )
    def test_ten_digits(self, typed):
        assert read_phone(typed) == Phone("5105550100")

    @pytest.mark.parametrize(
        "end",
        [
            *(
                " ext. 12",
                " ext 12",
                " x12",
                "x12",
                ", ext. 12",
                " #12",
                ";ext=12",
                " extensión 12",
                ",12",
                ",,12",
                ";12",
            ),
            *(" (ext. 12)", " (x12)", " EXT-12", " ext #12", " Ext.#12", " ext. no. 12", ",,12#"),
        ],
    )
    def test_an_extension_is_kept_shown_and_dialed(self, end):
        phone = read_phone(f"510-555-0100{end}")

        assert str(phone) == "510-555-0100 x12"
        assert phone.shown == "(510) 555-0100, ext. 12"
        assert phone.href == "tel:+15105550100,12"  # a pause: phones dial it, few read ;ext=

    @pytest.mark.parametrize(
        "typed",
        [
            *("", "555-0100", "510-555-010", "510-555-01000", "510-555-CARE", "123-456-7890", "510-155-0100"),
            *("+51 055 50100", "+52 55 1234 5678", "510-555-0100 ext", "510-555-0100 ext 1234567", "510-555-0100 12"),
            *("510-555-0100 or 510-555-0101", "510-555-0100, 510-555-0101", "510-555-0100 option 2", "5105550100.0"),
            *("Fax 510-555-0100", "510-555-0100-12", "510-555-O100", "5.1056E+09"),
        ],
    )
    def test_what_is_no_us_number_is_asked_about(self, typed):
        assert refusal(read_phone, typed).startswith("Enter a US phone number of 10 digits, like 510-555-0100")

    @given(
        st.from_regex(r"[2-9][0-9]{2}[2-9][0-9]{6}", fullmatch=True), st.from_regex(r"([0-9]{1,6})?", fullmatch=True)
    )
    def test_what_we_keep_print_and_dial_is_read_back_and_fits_the_row(self, digits, extension):
        phone = Phone(digits, extension)

        assert len(str(phone)) <= 20
        assert read_phone(str(phone)) == read_phone(phone.shown) == read_phone(phone.href) == phone
        assert phone_of(str(phone)) == phone  # as a row holds it, which is not read but cut


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "1234567893",
            "1234 567 893",
            "123-456-7893",
            "1234‑567‑893",
            "１２３４５６７８９３",
            "1234567893,",
            "#1234567893",
        ),
        *(
            "NPI no. 1234567893",
            "NPI number: 1234567893",
            "NPI1234567893",
            "N.P.I. 1234567893",
            "Número NPI: 1234567893",
        ),
        *("(1234567893)", "'1234567893", "1234567893.0", "80840 1234567893", "808401234567893"),
    ],
)
def test_an_npi_in_groups(typed):
    assert read_npi(typed) == npi_from_nine("123456789") == "1234567893"


def test_an_npi_that_is_none_is_told_why():
    for typed in ("l234567893", "1234567893 1234567893", "80840123456789", "1.234567893E9", "12345678931"):
        assert refusal(read_npi, typed) == "An NPI has 10 digits, like 1234567893"
    assert refusal(read_npi, "1234 567") == "An NPI has 10 digits, like 1234567893"
    assert refusal(read_npi, "1234567890").startswith("One digit of this NPI is wrong.")
