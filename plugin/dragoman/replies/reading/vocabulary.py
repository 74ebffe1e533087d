"""How languages write numbers, periods, dates, currencies and bounds: what ``values`` reads by."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final


def _table(text: str) -> Mapping[str, str]:
    """Read lines of "name: way of writing, way of writing"."""
    pairs = (line.split(":", 1) for line in text.splitlines() if ":" in line)
    return {way.strip(): name.strip() for name, ways in pairs for way in ways.split(",")}


@dataclass(frozen=True)
class Vocabulary:
    """The words of one language; each table goes from a way of writing, in small letters, to what it means.

    Attributes:
        numbers: Number words, to their value.
        tens_join: Words that may stand inside of a number ("and" in "two hundred and six").
        articles: What stands for "one" before a period and before nothing else.
        units: Periods, measures and "%".
        currencies: Names and signs, to a code.
        months: Names, to their number.
        weekdays: Names, to "mon" and so on.
        words_that_are_months: Names of months that are also words, or short: they count beside a day only.
        ranges: Words between the ends of a range.
        range_openers: Words before a range with "and" between its ends ("between 5 and 7").
        range_and: That "and".
        bounds: What stands before a value and bounds it, to "most", "least" or "about".
        bounds_behind: What stands behind it likewise.
        day_first: Whether 3/4 is the third of April.
        decimal_comma: Whether 1,5 is one and a half.
    """

    numbers: Mapping[str, str]
    tens_join: str
    articles: frozenset[str]
    units: Mapping[str, str]
    currencies: Mapping[str, str]
    months: Mapping[str, str]
    weekdays: Mapping[str, str]
    words_that_are_months: frozenset[str]
    ranges: frozenset[str]
    range_openers: frozenset[str]
    range_and: str
    bounds: Mapping[str, str]
    bounds_behind: Mapping[str, str]
    day_first: bool
    decimal_comma: bool

    @cached_property
    def longest_bound(self) -> int:
        """How many words the longest bound has."""
        return max(len(bound.split()) for bound in self.bounds)


_MEASURES: Final = """
kg: kg, kgs, kilo, kilos, kilogram, kilograms, quilo, quilos, quilograma, quilogramas
g: g, gram, grams, grama, gramas
mg: mg
lb: lb, lbs
oz: oz, ounce, ounces, onça, onças
l: l, liter, liters, litre, litres, litro, litros
ml: ml, milliliter, milliliters, millilitre, millilitres, mililitro, mililitros
m: m, meter, meters, metre, metres, metro, metros
cm: cm, centimeter, centimeters, centimetre, centimetres, centímetro, centímetros, centimetro, centimetros
mm: mm, millimeter, millimeters, millimetre, millimetres, milímetro, milímetros
km: km, kilometer, kilometers, kilometre, kilometres, quilômetro, quilômetros
in: inch, inches, polegada, polegadas
ft: ft, foot, feet, pé, pés
w: w, watt, watts
v: v, volt, volts
mah: mah
gb: gb
mb: mb
tb: tb
°c: °c, º c
%: %, percent, per cent, por cento
times: x, times, vezes, vez
"""
_SIGNS: Final = """
BRL: r$, brl, real, reais
USD: us$, usd, u$
$: $, dollar, dollars, dólar, dólares, dolar, dolares
EUR: €, eur, euro, euros
GBP: £, gbp, pounds, pound, libra, libras
CAD: c$, ca$, cad
AUD: a$, au$, aud
MXN: mx$, mxn
ARS: ar$, ars
CHF: chf
JPY: ¥, jpy, yen
cent: cent, cents, centavo, centavos
"""

VOCABULARIES: Final[Mapping[str, Vocabulary]] = {
    "en": Vocabulary(
        numbers=_table(
            """
            0: zero
            1: one
            2: two, couple
            3: three
            4: four
            5: five
            6: six
            7: seven
            8: eight
            9: nine
            10: ten
            11: eleven
            12: twelve, dozen
            13: thirteen
            14: fourteen
            15: fifteen
            16: sixteen
            17: seventeen
            18: eighteen
            19: nineteen
            20: twenty
            30: thirty
            40: forty, fourty
            50: fifty
            60: sixty
            70: seventy
            80: eighty
            90: ninety
            100: hundred
            1000: thousand
            0.5: half
            """
        ),
        tens_join="and",
        articles=frozenset({"a", "an", "one", "per", "each", "every"}),
        units=_table(
            _MEASURES
            + """
            second: seconds, secs
            minute: minute, minutes, min, mins
            hour: hour, hours, hr, hrs, h
            day: day, days, calendar day, calendar days, d
            business day: business day, business days, working day, working days, workday, workdays
            business day: weekday, weekdays
            business hour: business hour, business hours, working hour, working hours
            week: week, weeks, wk, wks
            month: month, months, calendar month, calendar months
            year: year, years, yr, yrs
            night: night, nights
            fortnight: fortnight, fortnights
            decade: decade, decades
            """
        ),
        currencies=_table(_SIGNS),
        months=_table(
            """
            1: january, jan
            2: february, feb
            3: march, mar
            4: april, apr
            5: may
            6: june, jun
            7: july, jul
            8: august, aug
            9: september, sep, sept
            10: october, oct
            11: november, nov
            12: december, dec
            """
        ),
        weekdays=_table(
            """
            mon: monday, mondays
            tue: tuesday, tuesdays
            wed: wednesday, wednesdays
            thu: thursday, thursdays
            fri: friday, fridays
            sat: saturday, saturdays
            sun: sunday, sundays
            weekend: weekend, weekends
            """
        ),
        words_that_are_months=frozenset({"may", "march", "mar", "jan", "sep", "dec", "oct", "nov"}),
        ranges=frozenset({"to", "through", "until", "till", "or"}),
        range_openers=frozenset({"between"}),
        range_and="and",
        bounds=_table(
            """
            most: no more than, not more than, less than, fewer than, up to, at most, under, below, within
            most: until, by, before, maximum of, maximum, max, no later than, not exceed, not exceeding
            least: no less than, not less than, no fewer than, more than, at least, over, above, from, after
            least: since, minimum of, minimum, exceeding, exceed, exceeds, starting at, no earlier than
            about: about, around, approximately, roughly, circa, usually, nearly, almost
            """
        ),
        bounds_behind=_table(
            """
            most: or less, or fewer, or under, or below, at most, maximum
            least: or more, or over, or above, or longer, or later, and up, and above, at least, minimum
            """
        ),
        day_first=False,
        decimal_comma=False,
    ),
    "pt": Vocabulary(
        numbers=_table(
            """
            0: zero
            1: um, uma
            2: dois, duas
            3: três, tres
            4: quatro
            5: cinco
            6: seis
            7: sete
            8: oito
            9: nove
            10: dez
            11: onze
            12: doze, dúzia
            13: treze
            14: catorze, quatorze
            15: quinze
            16: dezesseis, dezasseis
            17: dezessete, dezassete
            18: dezoito
            19: dezenove, dezanove
            20: vinte
            30: trinta
            40: quarenta
            50: cinquenta
            60: sessenta
            70: setenta
            80: oitenta
            90: noventa
            100: cem, cento
            200: duzentos, duzentas
            300: trezentos, trezentas
            400: quatrocentos
            500: quinhentos
            600: seiscentos
            700: setecentos
            800: oitocentos
            900: novecentos
            1000: mil
            0.5: metade, meio, meia
            """
        ),
        tens_join="e",
        articles=frozenset({"um", "uma", "por", "cada", "ao", "à"}),
        units=_table(
            _MEASURES
            + """
            second: segundos
            minute: minuto, minutos, min
            hour: hora, horas, h, hs
            day: dia, dias, dia corrido, dias corridos
            business day: dia útil, dias úteis, dia util, dias uteis
            business hour: hora útil, horas úteis, horas uteis
            week: semana, semanas
            month: mês, meses, mes
            year: ano, anos
            night: noites
            fortnight: quinzena, quinzenas
            decade: década, décadas
            """
        ),
        currencies=_table(_SIGNS),
        months=_table(
            """
            1: janeiro
            2: fevereiro
            3: março, marco
            4: abril
            5: maio
            6: junho
            7: julho
            8: agosto
            9: setembro
            10: outubro
            11: novembro
            12: dezembro
            """
        ),
        weekdays=_table(
            """
            mon: segunda, segundas, segunda-feira, segundas-feiras
            tue: terça, terças, terça-feira, terças-feiras
            wed: quarta, quartas, quarta-feira, quartas-feiras
            thu: quinta, quintas, quinta-feira, quintas-feiras
            fri: sexta, sextas, sexta-feira, sextas-feiras
            sat: sábado, sábados, sabado, sabados
            sun: domingo, domingos
            weekend: fim de semana, fins de semana, final de semana, finais de semana
            """
        ),
        words_that_are_months=frozenset({"marco"}),
        ranges=frozenset({"a", "até", "ate", "à", "ou"}),
        range_openers=frozenset({"entre"}),
        range_and="e",
        bounds=_table(
            """
            most: no máximo, no maximo, não mais de, não mais que, menos de, menos que, até, ate, em até
            most: dentro de, abaixo de, antes de, antes do, antes da, máximo de, máximo
            most: inferior a, inferiores a
            least: no mínimo, no minimo, ao menos, pelo menos, mais de, mais que, acima de, a partir de
            least: a partir do, a partir da, após, depois de, depois do, depois da, mínimo de, mínimo
            least: superior a, superiores a, desde, mais
            about: cerca de, aproximadamente, por volta de, em torno de, quase, em média
            """
        ),
        bounds_behind=_table(
            """
            most: ou menos, no máximo
            least: ou mais, no mínimo, pelo menos
            """
        ),
        day_first=True,
        decimal_comma=True,
    ),
}
