//! Best value after 50, 100, 300 and 1,000 trials on a function of four parameters, median of ten seeds, and trials per CPU second.
//!
//! The function (optimum 4.104 at x = 0.3, rate = 0.02, depth = 7, kind = b): its counterpart for Optuna is `bench/learn/tuner.py`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, missing_docs)]

use learn::tuner::{Parameter, Range, Report, Space, Strategy, Tpe, Tuner, Value};

fn main() {
    for (name, strategy) in [("random", Strategy::Random), ("tpe", Strategy::Tpe(Tpe::default()))] {
        let started = cpu_seconds();
        let mut runs: Vec<Vec<f64>> = (0..10).map(|seed| best_after(strategy.clone(), seed)).collect();
        let seconds = cpu_seconds() - started;
        let trials: usize = runs.iter().map(Vec::len).sum();
        print!("{{\"strategy\": \"{name}\"");
        for count in [50, 100, 300, 1000] {
            let mut values: Vec<f64> = runs.iter_mut().map(|run| run[count.min(run.len()) - 1]).collect();
            values.sort_by(f64::total_cmp);
            print!(", \"best_at_{count}\": {:.3}", f64::midpoint(values[4], values[5]));
        }
        println!(", \"trials_per_cpu_second\": {:.0}}}", trials as f64 / seconds);
    }
}

/// Best value so far after each trial.
fn best_after(strategy: Strategy, seed: u64) -> Vec<f64> {
    let mut tuner = Tuner::new(space(), strategy, seed).unwrap();
    let mut best = f64::INFINITY;
    let mut path = Vec::new();
    while path.len() < 1000 {
        let Some(trial) = tuner.ask() else { break };
        let (id, value) = (trial.id, function(&trial.params));
        best = best.min(value);
        path.push(best);
        tuner.tell(id, Report::scored(value)).unwrap();
    }
    path
}

fn space() -> Space {
    let parameter = |name: &str, range| Parameter { name: name.to_owned(), range };
    Space::new(vec![
        parameter("x", Range::Uniform { low: -5.0, high: 10.0 }),
        parameter("rate", Range::LogUniform { low: 1e-5, high: 1.0 }),
        parameter("depth", Range::Integer { low: 1, high: 20, log: false }),
        parameter("kind", Range::Choice { names: ["a", "b", "c"].map(str::to_owned).to_vec() }),
    ])
    .unwrap()
}

fn function(params: &[Value]) -> f64 {
    let kind = [1.0, 0.0, 2.0][params[3].number() as usize];
    let x = params[0].number() - 0.3;
    let rate = (params[1].number() / 0.02).log10();
    let depth = (params[2].number() - 7.0) / 5.0;
    4.104 + 0.3 * x * x + 1.5 * rate * rate + depth * depth + kind
}

fn cpu_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap();
    text.split(' ').next().unwrap().parse::<f64>().unwrap() / 1e9
}
