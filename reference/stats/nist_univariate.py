"""The nine NIST StRD sets for univariate statistics, their certified values, and the digits that doubles can hold of them.

    apt-get download golang-github-montanaflynn-stats-dev && dpkg -x golang-github-montanaflynn-stats-dev_*.deb go
    python nist_univariate.py go/usr/share/gocode/src/github.com/montanaflynn/stats/nist_test.go    # writes nist_univariate.json

Lew, Lottery, Mavro, Michelso and PiDigits are read from the tests of that Debian package (0.6.4-2), the NumAcc sets are made by their rule. Works of
the United States government, in the public domain: NIST/ITL Statistical Reference Datasets. Only their numbers are taken.

Mean, standard deviation and lag-1 autocorrelation of the decimals as published, in exact rational arithmetic, agree with all certified digits. Digit
957 of PiDigits, the leading 3 counted, is a 3 where pi has an 8: with the 8 the mean is 4.5358 instead of the certified 4.5348.

"reach" is the number of digits that exact arithmetic on the nearest doubles keeps of the three: the tests ask for these.
"""

import json
import re
import sys
from fractions import Fraction
from pathlib import Path

import mpmath as mp

mp.mp.dps = 60
CERTIFIED = {
    "Lew": ("-177.435000000000", "277.332168044316", "-0.307304800605679"),
    "Lottery": ("518.958715596330", "291.699727470969", "-0.120948622967393"),
    "Mavro": ("2.00185600000000", "0.000429123454003053", "0.937989183438248"),
    "Michelso": ("299.852400000000", "0.0790105478190518", "0.535199668621283"),
    "PiDigits": ("4.53480000000000", "2.86733906028871", "-0.00355099287237972"),
    "NumAcc1": ("10000002", "1", "-0.5"),
    "NumAcc2": ("1.2", "0.1", "-0.999"),
    "NumAcc3": ("1000000.2", "0.1", "-0.999"),
    "NumAcc4": ("10000000.2", "0.1", "-0.999"),
}
NAMES = {"lew": "Lew", "lottery": "Lottery", "mavro": "Mavro", "michelson": "Michelso", "pidigits": "PiDigits", "numacc1": "NumAcc1"}


def real(fraction):
    return mp.mpf(fraction.numerator) / fraction.denominator


def statistics(values):
    n, mean = len(values), sum(values) / len(values)
    e = [v - mean for v in values]
    squares = sum(v * v for v in e)
    return real(mean), mp.sqrt(real(squares / (n - 1))), real(sum(a * b for a, b in zip(e, e[1:])) / squares)


def digits(found, certified):
    return min(15.0, float(-mp.log10(max(abs(found / mp.mpf(certified) - 1), mp.mpf(10) ** -15))))


def main():
    text = Path(sys.argv[1]).read_text()
    sets = {NAMES[k]: re.findall(r"-?[\d.]+", body) for k, body in re.findall(r"(\w+)\s*=\s*stats\.Float64Data\{([^}]*)\}", text)}
    for name, base in (("NumAcc2", 1), ("NumAcc3", 1000000), ("NumAcc4", 10000000)):
        sets[name] = [f"{base}.2"] + [f"{base}.1", f"{base}.3"] * 500
    with mp.workdps(5020):
        pi = mp.nstr(mp.pi, 5010, strip_zeros=False).replace(".", "")[:5000]
    assert [k for k in range(5000) if sets["PiDigits"][k] != pi[k]] == [956]
    out = {}
    for name, certified in CERTIFIED.items():
        for found, value in zip(statistics([Fraction(v) for v in sets[name]]), certified):
            assert mp.nstr(found, 15) == mp.nstr(mp.mpf(value), 15), (name, found, value)
        reach = [digits(f, c) for f, c in zip(statistics([Fraction(float(v)) for v in sets[name]]), certified)]
        values = "".join(sets[name]) if name == "PiDigits" else [float(v) if "." in v else int(v) for v in sets[name]]
        if name in ("NumAcc2", "NumAcc3", "NumAcc4"):
            values = {"first": values[0], "pair": values[1:3], "times": 500}
        keys = ("mean", "deviation", "autocorrelation")
        out[name] = {"values": values, **{k: float(v) for k, v in zip(keys, certified)}, "reach": [int(r * 10) / 10 for r in reach]}
        print(name, out[name]["reach"])
    body = ",\n".join(f"{json.dumps(k)}: {json.dumps(v, separators=(',', ':'))}" for k, v in out.items())
    Path(__file__).with_name("nist_univariate.json").write_text("{\n" + body + "\n}\n")


main()
