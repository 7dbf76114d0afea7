//! What holds for every chart, whatever it is given.

use plot::{
    Band, Bar, Clock, CostLoss, CostOption, Fan, FanTrack, Heat, Histogram, Learning, LearningLine, QuantilePlot, Strip, Strips,
    cost_loss, fan, heat, histogram, learning, quantiles, spark, strips,
};
use proptest::collection::vec;
use proptest::prelude::*;

/// Any number: ordinary, enormous, tiny, infinite, none.
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![4 => -1e4_f64..1e4, 1 => any::<f64>(), 1 => Just(f64::NAN), 1 => Just(f64::INFINITY), 1 => Just(0.0)]
}

fn stamp() -> impl Strategy<Value = i64> {
    prop_oneof![4 => 0_i64..2_000_000_000_000_000, 1 => any::<i64>()]
}

/// Every coordinate is a number, every text is escaped, every element is closed, and the text is no longer than `most`.
fn holds(svg: &str, most: usize) -> Result<(), TestCaseError> {
    prop_assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>"));
    prop_assert!(svg.contains("role=\"img\"") && svg.contains("<title>") && svg.contains("<desc>"));
    prop_assert!(svg.len() <= most, "{} bytes", svg.len());
    for name in ["x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height", "viewBox"] {
        for value in svg.split(&format!(" {name}=\"")).skip(1) {
            let text = value.split('"').next().unwrap_or_default();
            prop_assert!(text.split(' ').all(|t| t.parse::<f64>().is_ok_and(f64::is_finite)), "{name}={text}");
        }
    }
    for path in svg.split(" d=\"").skip(1) {
        let text = path.split('"').next().unwrap_or_default();
        let numbers = text.split(['M', 'L', 'Z', ' ']).filter(|t| !t.is_empty());
        prop_assert!(numbers.clone().count() > 0);
        prop_assert!(numbers.map(str::parse::<f64>).all(|n| n.is_ok_and(f64::is_finite)), "{text}");
    }
    // Elements open and close as XML wants it; a label's `<` or `&` would break this.
    let mut open = Vec::new();
    for tag in svg.split('<').skip(1) {
        let name = tag.split([' ', '>', '/']).next().unwrap_or_default();
        if let Some(closed) = tag.strip_prefix('/') {
            prop_assert_eq!(open.pop(), closed.split('>').next());
        } else if !tag.split('>').next().is_some_and(|t| t.ends_with('/')) {
            open.push(name);
        }
    }
    prop_assert!(open.is_empty());
    for entity in svg.split('&').skip(1) {
        prop_assert!(["lt;", "gt;", "amp;", "quot;"].iter().any(|e| entity.starts_with(e)));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_map_of_pairs_can_be_drawn_of_anything(
        names in vec("\\PC{0,30}", 0..60), cells in vec(vec(prop::option::of(number()), 0..60), 0..60), width in number(),
    ) {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        holds(&heat(&Heat { title: "pairs", width, names, cells }), 250_000)?;
    }

    #[test]
    fn quantile_plots_can_be_drawn_of_anything(points in vec((any::<f64>(), any::<f64>(), any::<f64>(), any::<f64>()), 0..300), width in any::<f64>()) {
        holds(&quantiles(&QuantilePlot { title: "x", family: "normal", width, points }), 30_000)?;
    }

    #[test]
    fn learning_curves_can_be_drawn_of_anything(
        points in vec((number(), number()), 0..30), ahead in vec((number(), number(), number(), number()), 0..6),
        label in "\\PC{0,40}", width in number(),
    ) {
        let line = |marked| LearningLine { label: &label, points: points.clone(), marked };
        let chart = Learning { title: "loss", unit: &label, width, lines: vec![line(true), line(false)], ahead };
        holds(&learning(&chart), 60_000)?;
    }

    #[test]
    fn a_fan_can_be_drawn_of_anything(
        history in vec((stamp(), number()), 0..60), actual in vec((stamp(), number()), 0..10),
        points in vec((stamp(), number()), 0..30), bounds in vec((number(), number()), 0..30),
        level in number(), label in "\\PC{0,40}", steps in any::<bool>(), width in number(),
    ) {
        let bands = vec![Band { level, bounds: bounds.clone() }, Band { level: 0.8, bounds }];
        let tracks = vec![FanTrack { label: &label, points: points.clone(), bands }, FanTrack { label: &label, points, bands: vec![] }];
        let clock = if steps { Clock::Steps } else { Clock::Dates };
        holds(&fan(&Fan { title: &label, unit: &label, clock, width, history, actual, tracks }), 100_000)?;
    }

    #[test]
    fn histograms_can_be_drawn_of_anything(
        edges in vec((number(), number(), number()), 0..80), points in vec((number(), number()), 0..40), label in "\\PC{0,40}", size in (number(), number()),
    ) {
        let bars = edges.iter().map(|&(from, to, count)| Bar { from, to, count }).collect();
        let points = points.into_iter().map(|(x, n)| (x, n, label.clone())).collect();
        holds(&histogram(&Histogram { title: &label, description: "", width: size.0, height: size.1, bars, points }), 100_000)?;
        let heights: Vec<f64> = edges.iter().map(|e| e.2).collect();
        let line = spark(&heights);
        prop_assert!(line.len() < 3_000 && !line.contains("NaN") && !line.contains("inf"));
    }

    #[test]
    fn strips_can_be_drawn_of_anything(values in vec(number(), 0..20), mean in number(), label in "\\PC{0,40}", width in number(), rows in 0_usize..60) {
        let row = Strip { label: &label, values, mean, marked: rows % 2 == 0 };
        holds(&strips(&Strips { title: &label, unit: &label, width, rows: vec![row; rows] }), 100_000)?;
    }

    #[test]
    fn costs_can_be_drawn_of_anything(
        options in vec((number(), number(), proptest::option::of((number(), number()))), 0..60),
        limit in proptest::option::of(number()), label in "\\PC{0,40}", width in number(),
    ) {
        let option = |(cost, loss, interval)| CostOption { label: &label, cost, loss, interval, marked: cost > loss };
        let options = options.into_iter().map(option).collect();
        let chart = CostLoss { title: &label, loss_unit: &label, cost_unit: &label, width, good_enough: limit, options };
        holds(&cost_loss(&chart), 100_000)?;
    }
}

/// Every other value missing, and peaks at random: the worst for a drawing's size.
#[test]
fn long_series_stay_small_and_keep_their_peaks() {
    let value = |n: i64| if n % 2 == 0 { f64::NAN } else { (n * 7_919 % 101) as f64 };
    let mut history: Vec<(i64, f64)> = (0..200_000).map(|n| (n, value(n))).collect();
    history[100_001].1 = 1e6;
    let points: Vec<(i64, f64)> = (200_000..300_000).map(|n| (n, value(n))).collect();
    let bounds = points.iter().map(|p| (p.1 - 1.0, p.1 + 1.0)).collect::<Vec<_>>();
    let bands = vec![Band { level: 0.95, bounds }; 9];
    let track = FanTrack { label: "all", points: points.clone(), bands };
    let chart = Fan { clock: Clock::Steps, width: plot::WIDE, history, actual: points, tracks: vec![track; 9], ..Fan::default() };
    let svg = fan(&chart);
    assert!(svg.len() < 100_000, "{}", svg.len());
    assert!(svg.contains("1.00M") || svg.contains("1.0M") || svg.contains(">1M<"), "the peak is on the axis");
}

#[test]
fn missing_values_break_the_line() {
    let history = (0..12).map(|n| (n, if n == 5 { f64::NAN } else { n as f64 })).collect();
    let svg = fan(&Fan { clock: Clock::Steps, width: plot::WIDE, history, ..Fan::default() });
    assert_eq!(svg.matches("class=\"actual\"").count(), 2);
}

#[test]
fn bands_lie_inside_each_other_the_widest_first() {
    let points: Vec<(i64, f64)> = (0..4).map(|n| (n, 10.0)).collect();
    let band = |level: f64, half: f64| Band { level, bounds: vec![(10.0 - half, 10.0 + half); 4] };
    let track = FanTrack { label: "theta", points, bands: vec![band(0.5, 1.0), band(0.95, 3.0), band(0.8, 2.0)] };
    let svg = fan(&Fan { clock: Clock::Steps, width: plot::WIDE, tracks: vec![track], ..Fan::default() });
    assert_eq!(svg.matches("class=\"band\"").count(), 3);
    let first = |path: &str| path.split(['M', ' ']).nth(2).and_then(|y| y.split('L').next()).and_then(|y| y.parse::<f64>().ok());
    let tops: Vec<f64> = svg.split("<path d=\"").skip(1).filter(|p| p.contains("class=\"band\"")).filter_map(first).collect();
    assert!(tops.windows(2).all(|w| w[0] < w[1]), "{tops:?}");
    assert!(svg.contains(">95 %<") && svg.contains(">80 %<") && svg.contains(">50 %<") && svg.contains(">theta<"));
}

#[test]
fn a_band_that_explodes_does_not_flatten_the_rest() {
    let history = (0..20).map(|n| (n, 100.0 + n as f64)).collect();
    let points: Vec<(i64, f64)> = (20..30).map(|n| (n, 120.0)).collect();
    let bounds = (0..10).map(|n| (-(10_f64.powi(n)), 10_f64.powi(n))).collect();
    let track = FanTrack { label: "arima", points, bands: vec![Band { level: 0.95, bounds }] };
    let svg = fan(&Fan { clock: Clock::Steps, width: plot::WIDE, history, tracks: vec![track], ..Fan::default() });
    assert!(svg.contains(">100<") || svg.contains(">120<") || svg.contains(">50<"), "{svg}");
}

#[test]
fn the_same_data_give_the_same_text() {
    let chart = Fan { width: plot::NARROW, history: vec![(0, 1.0), (86_400_000_000, 2.0)], ..Fan::default() };
    assert_eq!(fan(&chart), fan(&chart.clone()));
}

#[test]
fn a_map_of_pairs_has_a_cell_a_pair_and_says_the_strongest() {
    let cells = vec![vec![], vec![Some(0.25)], vec![Some(-0.91), None]];
    let svg = heat(&Heat { title: "pairs", width: plot::WIDE, names: vec!["a", "b", "c"], cells });
    assert_eq!(svg.matches("<rect").count(), 2);
    assert!(
        svg.contains("a and c: -0.910; a and b: 0.250") && svg.contains("heat against s9") && svg.contains(">\u{2212}.91<"),
        "{svg}"
    );
}
