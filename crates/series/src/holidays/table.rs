//! The countries.

use super::rule::{Holiday, easter, fixed, from, last, monday_or_first_friday, nth, once};

const MON: u32 = 0;
const THU: u32 = 3;
const SAT: u32 = 5;
const SUN: u32 = 6;

const NEW_YEAR: Holiday = fixed("New Year's Day", 1, 1);
const EPIPHANY: Holiday = fixed("Epiphany", 1, 6);
const MAUNDY_THURSDAY: Holiday = easter("Maundy Thursday", -3);
const GOOD_FRIDAY: Holiday = easter("Good Friday", -2);
const EASTER_SUNDAY: Holiday = easter("Easter Sunday", 0);
const EASTER_MONDAY: Holiday = easter("Easter Monday", 1);
const LABOUR_DAY: Holiday = fixed("Labour Day", 5, 1);
const VICTORY_DAY: Holiday = fixed("Victory Day", 5, 8);
const ASCENSION: Holiday = easter("Ascension Day", 39);
const PENTECOST: Holiday = easter("Pentecost", 49);
const WHIT_MONDAY: Holiday = easter("Whit Monday", 50);
const CORPUS_CHRISTI: Holiday = easter("Corpus Christi", 60);
const ASSUMPTION: Holiday = fixed("Assumption Day", 8, 15);
const ALL_SAINTS: Holiday = fixed("All Saints' Day", 11, 1);
const ARMISTICE: Holiday = fixed("Armistice Day", 11, 11);
const IMMACULATE: Holiday = fixed("Immaculate Conception", 12, 8);
const CHRISTMAS_EVE: Holiday = fixed("Christmas Eve", 12, 24);
const CHRISTMAS: Holiday = fixed("Christmas Day", 12, 25);
const BOXING_DAY: Holiday = fixed("Second Day of Christmas", 12, 26);

/// The rules of a country by its code in capitals.
pub(super) fn of(country: &str) -> Option<&'static [Holiday]> {
    Some(match country {
        "AT" => AT,
        "AU" => AU,
        "BE" => BE,
        "BR" => BR,
        "CA" => CA,
        "CH" => CH,
        "CZ" => CZ,
        "DE" => DE,
        "DK" => DK,
        "ES" => ES,
        "FI" => FI,
        "FR" => FR,
        "GB" => GB,
        "IE" => IE,
        "IT" => IT,
        "NL" => NL,
        "NO" => NO,
        "PL" => PL,
        "PT" => PT,
        "SE" => SE,
        "US" => US,
        _ => return None,
    })
}

const AT: &[Holiday] = &[
    NEW_YEAR,
    EPIPHANY,
    EASTER_MONDAY,
    LABOUR_DAY,
    ASCENSION,
    WHIT_MONDAY,
    CORPUS_CHRISTI,
    ASSUMPTION,
    fixed("National Day", 10, 26),
    ALL_SAINTS,
    IMMACULATE,
    CHRISTMAS,
    BOXING_DAY,
];

const AU: &[Holiday] = &[
    NEW_YEAR,
    fixed("Australia Day", 1, 26),
    GOOD_FRIDAY,
    EASTER_MONDAY,
    fixed("Anzac Day", 4, 25),
    once("National Day of Mourning", 2022, 9, 22),
    CHRISTMAS,
    BOXING_DAY,
];

const BE: &[Holiday] = &[
    NEW_YEAR,
    EASTER_SUNDAY,
    EASTER_MONDAY,
    LABOUR_DAY,
    ASCENSION,
    PENTECOST,
    WHIT_MONDAY,
    fixed("National Day", 7, 21),
    ASSUMPTION,
    ALL_SAINTS,
    ARMISTICE,
    CHRISTMAS,
];

const BR: &[Holiday] = &[
    NEW_YEAR,
    GOOD_FRIDAY,
    fixed("Tiradentes' Day", 4, 21),
    LABOUR_DAY,
    fixed("Independence Day", 9, 7),
    fixed("Our Lady of Aparecida", 10, 12),
    fixed("All Souls' Day", 11, 2),
    fixed("Republic Day", 11, 15),
    fixed("Black Awareness Day", 11, 20).since(2024),
    CHRISTMAS,
];

const CA: &[Holiday] =
    &[NEW_YEAR.monday(), GOOD_FRIDAY, fixed("Canada Day", 7, 1), nth("Labour Day", 1, MON, 9), CHRISTMAS_CANADA];
/// On a Saturday the Monday after is free, on a Sunday too.
const CHRISTMAS_CANADA: Holiday = CHRISTMAS.monday();

const CH: &[Holiday] = &[NEW_YEAR, ASCENSION, fixed("National Day", 8, 1), CHRISTMAS];

const CZ: &[Holiday] = &[
    NEW_YEAR,
    GOOD_FRIDAY.since(2016),
    EASTER_MONDAY,
    LABOUR_DAY,
    VICTORY_DAY,
    fixed("Saints Cyril and Methodius Day", 7, 5),
    fixed("Jan Hus Day", 7, 6),
    fixed("Statehood Day", 9, 28),
    fixed("Independence Day", 10, 28),
    fixed("Freedom and Democracy Day", 11, 17),
    CHRISTMAS_EVE,
    CHRISTMAS,
    BOXING_DAY,
];

const DE: &[Holiday] = &[
    NEW_YEAR,
    GOOD_FRIDAY,
    EASTER_MONDAY,
    LABOUR_DAY,
    ASCENSION,
    WHIT_MONDAY,
    fixed("German Unity Day", 10, 3),
    once("Reformation Day", 2017, 10, 31),
    CHRISTMAS,
    BOXING_DAY,
];

const DK: &[Holiday] = &[
    NEW_YEAR,
    MAUNDY_THURSDAY,
    GOOD_FRIDAY,
    EASTER_SUNDAY,
    EASTER_MONDAY,
    easter("Great Prayer Day", 26).until(2023),
    ASCENSION,
    PENTECOST,
    WHIT_MONDAY,
    CHRISTMAS,
    BOXING_DAY,
];

const ES: &[Holiday] = &[
    NEW_YEAR,
    EPIPHANY,
    GOOD_FRIDAY,
    LABOUR_DAY,
    ASSUMPTION,
    fixed("National Day", 10, 12),
    ALL_SAINTS,
    fixed("Constitution Day", 12, 6),
    IMMACULATE,
    CHRISTMAS,
];

const FI: &[Holiday] = &[
    NEW_YEAR,
    EPIPHANY,
    GOOD_FRIDAY,
    EASTER_SUNDAY,
    EASTER_MONDAY,
    LABOUR_DAY,
    ASCENSION,
    PENTECOST,
    from("Midsummer Eve", 4, 6, 19),
    from("Midsummer Day", SAT, 6, 20),
    from("All Saints' Day", SAT, 10, 31),
    fixed("Independence Day", 12, 6),
    CHRISTMAS_EVE,
    CHRISTMAS,
    BOXING_DAY,
];

const FR: &[Holiday] = &[
    NEW_YEAR,
    EASTER_MONDAY,
    LABOUR_DAY,
    VICTORY_DAY,
    ASCENSION,
    WHIT_MONDAY.except(&[2005, 2006, 2007]),
    fixed("National Day", 7, 14),
    ASSUMPTION,
    ALL_SAINTS,
    ARMISTICE,
    CHRISTMAS,
];

/// England and Wales.
const GB: &[Holiday] = &[
    NEW_YEAR.monday(),
    GOOD_FRIDAY,
    EASTER_MONDAY,
    nth("May Day", 1, MON, 5).except(&[2020]),
    once("May Day", 2020, 5, 8),
    last("Spring Bank Holiday", MON, 5).except(&[2002, 2012, 2022]),
    once("Spring Bank Holiday", 2002, 6, 4),
    once("Spring Bank Holiday", 2012, 6, 4),
    once("Spring Bank Holiday", 2022, 6, 2),
    last("Summer Bank Holiday", MON, 8),
    once("Golden Jubilee", 2002, 6, 3),
    once("Royal Wedding", 2011, 4, 29),
    once("Diamond Jubilee", 2012, 6, 5),
    once("Platinum Jubilee", 2022, 6, 3),
    once("State Funeral", 2022, 9, 19),
    once("Coronation", 2023, 5, 8),
    CHRISTMAS.second_day(),
    fixed("Boxing Day", 12, 26).second_day(),
];

const IE: &[Holiday] = &[
    NEW_YEAR,
    monday_or_first_friday("Saint Brigid's Day", 2).since(2023),
    fixed("Saint Patrick's Day", 3, 17),
    once("Day of Remembrance", 2022, 3, 18),
    EASTER_MONDAY,
    nth("May Bank Holiday", 1, MON, 5),
    nth("June Bank Holiday", 1, MON, 6),
    nth("August Bank Holiday", 1, MON, 8),
    last("October Bank Holiday", MON, 10),
    CHRISTMAS,
    fixed("Saint Stephen's Day", 12, 26),
];

const IT: &[Holiday] = &[
    NEW_YEAR,
    EPIPHANY,
    once("Unification Day", 2011, 3, 17),
    EASTER_SUNDAY,
    EASTER_MONDAY,
    fixed("Liberation Day", 4, 25),
    LABOUR_DAY,
    nth("Republic Day", 1, SUN, 6).until(2000),
    fixed("Republic Day", 6, 2).since(2001),
    ASSUMPTION,
    fixed("Saint Francis of Assisi", 10, 4).since(2026),
    ALL_SAINTS,
    nth("National Unity Day", 1, SUN, 11),
    IMMACULATE,
    CHRISTMAS,
    BOXING_DAY,
];

const NL: &[Holiday] = &[
    NEW_YEAR,
    GOOD_FRIDAY,
    EASTER_SUNDAY,
    EASTER_MONDAY,
    fixed("Queen's Day", 4, 30).saturday().until(2013),
    fixed("King's Day", 4, 27).saturday().since(2014),
    once("Liberation Day", 2000, 5, 5),
    once("Liberation Day", 2005, 5, 5),
    once("Liberation Day", 2010, 5, 5),
    once("Liberation Day", 2015, 5, 5),
    once("Liberation Day", 2020, 5, 5),
    once("Liberation Day", 2025, 5, 5),
    once("Liberation Day", 2030, 5, 5),
    once("Liberation Day", 2035, 5, 5),
    ASCENSION,
    PENTECOST,
    WHIT_MONDAY,
    CHRISTMAS,
    BOXING_DAY,
];

const NO: &[Holiday] = &[
    NEW_YEAR,
    MAUNDY_THURSDAY,
    GOOD_FRIDAY,
    EASTER_SUNDAY,
    EASTER_MONDAY,
    LABOUR_DAY,
    fixed("Constitution Day", 5, 17),
    ASCENSION,
    PENTECOST,
    WHIT_MONDAY,
    CHRISTMAS,
    BOXING_DAY,
];

const PL: &[Holiday] = &[
    NEW_YEAR,
    EPIPHANY.since(2011),
    EASTER_SUNDAY,
    EASTER_MONDAY,
    LABOUR_DAY,
    fixed("Constitution Day", 5, 3),
    PENTECOST,
    CORPUS_CHRISTI,
    ASSUMPTION,
    ALL_SAINTS,
    fixed("Independence Day", 11, 11),
    once("Independence Day", 2018, 11, 12),
    CHRISTMAS_EVE.since(2025),
    CHRISTMAS,
    BOXING_DAY,
];

const PT: &[Holiday] = &[
    NEW_YEAR,
    GOOD_FRIDAY,
    EASTER_SUNDAY,
    fixed("Freedom Day", 4, 25),
    LABOUR_DAY,
    fixed("Portugal Day", 6, 10),
    CORPUS_CHRISTI.except(SUSPENDED),
    ASSUMPTION,
    fixed("Republic Day", 10, 5).except(SUSPENDED),
    ALL_SAINTS.except(SUSPENDED),
    fixed("Restoration of Independence", 12, 1).except(SUSPENDED),
    IMMACULATE,
    CHRISTMAS,
];
/// Four of Portugal's holidays were suspended for three years.
const SUSPENDED: &[i64] = &[2013, 2014, 2015];

const SE: &[Holiday] = &[
    NEW_YEAR,
    EPIPHANY,
    GOOD_FRIDAY,
    EASTER_SUNDAY,
    EASTER_MONDAY,
    LABOUR_DAY,
    ASCENSION,
    fixed("National Day", 6, 6).since(2005),
    PENTECOST,
    WHIT_MONDAY.until(2004),
    from("Midsummer Day", SAT, 6, 20),
    from("All Saints' Day", SAT, 10, 31),
    CHRISTMAS,
    BOXING_DAY,
];

const US: &[Holiday] = &[
    NEW_YEAR.nearest(),
    nth("Martin Luther King Jr. Day", 3, MON, 1),
    nth("Washington's Birthday", 3, MON, 2),
    last("Memorial Day", MON, 5),
    fixed("Juneteenth", 6, 19).nearest().since(2021),
    fixed("Independence Day", 7, 4).nearest(),
    nth("Labor Day", 1, MON, 9),
    nth("Columbus Day", 2, MON, 10),
    fixed("Veterans Day", 11, 11).nearest(),
    nth("Thanksgiving Day", 4, THU, 11),
    CHRISTMAS.nearest(),
];
