//! Contests that never took place: real verdicts on made-up losses.

use std::collections::BTreeMap;

use contest::{
    BOARD_VERSION, Bill, Board, ChartSeries, Entry, Finding, FindingKind, FoldEntry, ForecastChart, Forfeit, Item, Margin,
    Opening, OpeningResult, PLAN_VERSION, Plan, Provenance, Source, Status, Track, Usage,
};
use problem::{Metric, Problem, SplitKind, Task};
use report::{DOSSIER_VERSION, Dossier};
use verdict::{Case, Player, Rows, Scale, decide};

/// Somebody who plays: his mean loss, and how far his losses scatter around everybody's.
pub(crate) struct Seat {
    pub(crate) name: String,
    pub(crate) tier: u8,
    pub(crate) loss: f64,
    pub(crate) noise: f64,
    pub(crate) hours: f64,
    pub(crate) status: Status,
}

pub(crate) fn seat(name: &str, tier: u8, loss: f64) -> Seat {
    Seat { name: name.into(), tier, loss, noise: 0.05, hours: f64::from(tier) * 12.0, status: Status::Scored }
}

/// The rows of a contest and who sits at the table.
pub(crate) struct Table {
    pub(crate) text: &'static str,
    pub(crate) rows: usize,
    pub(crate) margin: f64,
    pub(crate) seats: Vec<Seat>,
}

/// A table of twelve, one forfeit and one absentee among them; a unit of error costs money.
pub(crate) fn twelve() -> Table {
    let mut seats = vec![seat("as today", 0, 1.0)];
    for n in 1..=7 {
        seats.push(seat(&format!("contender number {n} with a name that is rather long"), 1 + n / 3, 0.9 - 0.04 * f64::from(n)));
    }
    seats.push(seat("logistic", 2, 0.5));
    seats.push(seat("boosted trees", 3, 0.495));
    let detail =
        "Traceback (most recent call last):\n  File \"lstm.py\", line 3\nModuleNotFoundError: No module named 'torch'".to_owned();
    let forfeit = Forfeit::ExitCode { code: 1, detail };
    seats.push(Seat { status: Status::Forfeited { fold: 1, forfeit }, ..seat("lstm", 4, 0.0) });
    seats.push(Seat { status: Status::Skipped { why: "python3 has no package `lightgbm`".into() }, ..seat("LightGBM", 3, 0.0) });
    Table { text: MONEY, rows: 2_000, margin: 0.02, seats }
}

/// A problem file with money.
pub(crate) const MONEY: &str = "question = \"How many will come?\"\nsponsor = \"planning\"\n[data]\nsource = \"a.csv\"\ntarget = \"visits\"\n\
    [stake]\nmetric = \"mae\"\nper_unit = 0.4\nvolume = 1_200_000\nmargin = \"9600 a year\"\n[prices]\ncurrency = \"EUR\"\nhour = 90\n";
/// A problem file without.
pub(crate) const PLAIN: &str = "[data]\nsource = \"a.csv\"\ntarget = \"visits\"\n[stake]\nmetric = \"mae\"\nmargin = \"2%\"\n";

/// A number between -1 and 1 that looks random.
fn noise(row: usize, player: usize) -> f64 {
    let mixed =
        (row as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add((player as u64).wrapping_mul(0xD1B5_4A32_D192_ED03));
    let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (mixed >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
}

/// Holds the contest.
pub(crate) fn hold(table: &Table) -> Dossier {
    let problem = Problem::parse(table.text, "problem.toml").unwrap_or_else(|complaints| panic!("{complaints:?}"));
    let per_unit = problem.stake.money_a_year_per_unit();
    let losses: Vec<Vec<f64>> = table
        .seats
        .iter()
        .enumerate()
        .map(|(player, seat)| {
            (0..table.rows)
                .map(|row| (seat.loss * (1.0 + 0.5 * noise(row, 0)) + seat.noise * noise(row, player + 1)).max(0.0))
                .collect()
        })
        .collect();
    let fold: Vec<u32> = (0..table.rows).map(|row| (row % 5) as u32).collect();
    let entries: Vec<Entry> = table.seats.iter().enumerate().map(|(at, seat)| entry(at, seat, &losses[at], &fold)).collect();
    let scored = |at: &usize| table.seats[*at].status == Status::Scored;
    let players: Vec<Player> = (0..table.seats.len())
        .filter(scored)
        .map(|at| Player {
            id: at as u32,
            tier: table.seats[at].tier,
            losses: &losses[at],
            yearly_bill: Some(entries[at].bill.year_total()),
        })
        .collect();
    let baseline = Case::usual_baseline(&players);
    let case = Case {
        players,
        rows: Rows::Independent,
        fold: &fold,
        train_rows: &[],
        scale: Scale::Mean,
        margin: table.margin,
        yearly_per_unit: per_unit,
        baseline,
    };
    let verdict = (!case.players.is_empty()).then(|| decide(&case).unwrap());
    let margin = Margin {
        given: problem.stake.margin.to_string(),
        score: table.margin,
        money_a_year: per_unit.map(|per_unit| per_unit * table.margin),
        of: per_unit.is_none().then(|| "the median".to_owned()),
    };
    let rows = table.rows as u64;
    let mut dossier = Dossier {
        version: DOSSIER_VERSION,
        run: "0123456789abcdef".into(),
        sentence: String::new(),
        plan: plan(rows),
        board: Board { version: BOARD_VERSION, task: Task::Regression, metric: Metric::Mae, margin, rows, folds: 5, entries },
        problem,
        verdict,
        findings: Vec::new(),
        chart: None,
        insight: None,
        openings: Vec::new(),
        provenance: Provenance {
            program: "bakeoff 0.1.0".into(),
            table: "ab".repeat(32),
            seal: "cd".repeat(32),
            ended_ms: 1_795_000_000_000,
            ..Provenance::default()
        },
    };
    dossier.sentence = report::words(&dossier).sentence;
    dossier
}

fn plan(rows: u64) -> Plan {
    Plan {
        version: PLAN_VERSION,
        task: Task::Regression,
        metric: Metric::Mae,
        seed: 1,
        classes: Vec::new(),
        features: Vec::new(),
        step: None,
        season: 1,
        split: SplitKind::Stratified,
        folds: 5,
        origin_step: 1,
        rows: rows * 5 / 4,
        sealed_rows: rows / 4,
        left_out: 0,
        groups: 0,
        ladder: Vec::new(),
        choices: Vec::new(),
    }
}

fn entry(at: usize, seat: &Seat, losses: &[f64], fold: &[u32]) -> Entry {
    let mean = |chosen: Option<u32>| {
        let of: Vec<f64> = losses.iter().zip(fold).filter(|(_, f)| chosen.is_none_or(|c| **f == c)).map(|(l, _)| *l).collect();
        of.iter().sum::<f64>() / of.len().max(1) as f64
    };
    let played = seat.status == Status::Scored;
    let usage = Usage { cpu_seconds: 0.2 + 1.7 * at as f64, wall_seconds: 1.0, peak_bytes: (20 + 30 * at as u64) << 20 };
    let folds = (0..5).map(|number| FoldEntry {
        fold: number,
        run: format!("{at:04x}{number:012x}"),
        rows: losses.len() as u64 / 5,
        score: Some(mean(Some(number))),
        usage,
        forfeit: None,
        interim: false,
    });
    let hours = |what: &str, quantity: f64| Item {
        what: what.into(),
        quantity,
        quantity_source: Source::Stated,
        price: 90.0,
        price_source: Source::Guess,
    };
    Entry {
        id: at as u32,
        run: format!("{at:016x}"),
        name: seat.name.clone(),
        kind: "command".into(),
        tier: seat.tier,
        status: seat.status.clone(),
        score: played.then(|| mean(None)),
        folds: if played { folds.collect() } else { Vec::new() },
        usage,
        bill: Bill {
            build: vec![hours("people's hours", seat.hours)],
            year: vec![hours("upkeep hours", seat.hours / 2.0)],
            cpu_seconds_per_fold: 0.3,
            watt_hours_estimate: 0.02,
        },
        params: BTreeMap::new(),
        text: (at % 3 == 1).then(|| "visits = 3.2 + 0.4 * day".repeat(12)),
        trials: 0,
        blocked: None,
    }
}

/// Adds forecasts of this many series, an opened seal and a warning.
pub(crate) fn with_forecasts(mut dossier: Dossier, series: usize) -> Dossier {
    let day = 86_400_000_000_i64;
    let value = |n: i64, s: usize| 100.0 * (s + 1) as f64 + 20.0 * ((n % 7) as f64) + 9.0 * noise(n as usize, s);
    let one = |s: usize| ChartSeries {
        label: if series == 1 { String::new() } else { format!("airport {s} & its <surroundings>") },
        actual: (0..60).map(|n| (n * day, value(n, s))).collect(),
        tracks: ["logistic", "as today"]
            .iter()
            .map(|name| Track {
                name: (*name).into(),
                run: format!("{s:016x}"),
                points: (50..60).map(|n| (n * day, value(n - 7, s))).collect(),
                bounds: Some((50..60).map(|n| (value(n - 7, s) - 20.0, value(n - 7, s) + 25.0)).collect()),
                inner: Some((50..60).map(|n| (value(n - 7, s) - 13.0, value(n - 7, s) + 16.0)).collect()),
            })
            .collect(),
    };
    dossier.plan.task = Task::Forecast;
    dossier.chart =
        Some(ForecastChart { series: (0..series).map(one).collect(), left_out: if series > 1 { 31 } else { 0 }, dates: true });
    let result = |name: &str, score| OpeningResult {
        id: 0,
        run: "feed".repeat(4),
        name: name.into(),
        rows: 500,
        score: Some(score),
        score_in_folds: Some(0.5),
        forfeit: None,
        usage: Usage::default(),
    };
    dossier.openings = vec![Opening { count: 1, at_ms: 0, results: vec![result("logistic", 0.52), result("as today", 1.03)] }];
    dossier.findings = vec![Finding {
        kind: FindingKind::Leakage,
        text: "column `late` alone nearly decides the target".into(),
        hint: Some("drop it".into()),
    }];
    dossier.provenance.gaps = vec!["the network cannot be shut off".into()];
    dossier
}
