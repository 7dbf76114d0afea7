"""Public holidays of 2000 to 2035 by the Python package `holidays` (0.109; MIT licence), as `country,day`.

    pip install holidays==0.109 && python reference/series/public_holidays.py > reference/series/holidays.csv
"""
import holidays

COUNTRIES = "AT AU BE BR CA CH CZ DE DK ES FI FR GB IE IT NL NO PL PT SE US".split()
YEARS = range(2000, 2036)

print("country,day")
for country in COUNTRIES:
    region = "ENG" if country == "GB" else None  # England and Wales keep the same days
    # In Ireland the day of mourning was 14 September 2001; the package has it in 2011.
    days = holidays.country_holidays(country, subdiv=region, years=range(1999, 2037))
    for day in sorted(d for d in days if d.year in YEARS and (country, str(d)) != ("IE", "2011-09-14")):
        print(f"{country},{day}")
