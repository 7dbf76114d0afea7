//! Where a numeric column is cut into bins.

/// Absolute values up to this count as zero; zero has a bin of its own, as in `LightGBM`.
pub(crate) const ZERO: f64 = 1e-35;

/// Ascending upper bounds of the bins of a numeric column; the last is infinite.
///
/// Bin `b` holds the values `upper[b - 1] < v <= upper[b]`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cuts {
    upper: Vec<f64>,
}

/// A run of equal values in the sorted sample.
#[derive(Debug, Clone, Copy)]
struct Run {
    value: f64,
    count: usize,
}

impl Cuts {
    /// Cuts that put about equally many values of `sample` into each bin, heavy values alone.
    ///
    /// `sample` holds no missing values; it is sorted in place. Cost: O(n log n).
    pub(crate) fn place(sample: &mut [f64], bins_max: usize, bin_rows_min: usize) -> Self {
        sample.sort_unstable_by(f64::total_cmp);
        let runs = runs(sample);
        let below = runs.partition_point(|run| run.value < -ZERO);
        let above = runs.partition_point(|run| run.value <= ZERO);
        let count = |part: &[Run]| part.iter().map(|run| run.count).sum::<usize>();
        let (left, right) = (&runs[..below], &runs[above..]);
        let (left_count, right_count) = (count(left), count(right));
        let mut upper = Vec::new();
        if !left.is_empty() && bins_max > 1 {
            let share = left_count as f64 / (left_count + right_count) as f64;
            let bins = ((share * (bins_max - 1) as f64) as usize).max(1);
            upper = greedy(left, bins, bin_rows_min);
            upper.push(-ZERO);
        }
        let bins = (bins_max - 1).saturating_sub(upper.len());
        if !right.is_empty() && bins > 0 {
            upper.push(ZERO);
            upper.extend(greedy(right, bins, bin_rows_min));
        }
        upper.push(f64::INFINITY);
        Self { upper }
    }

    /// Number of bins without the one for missing values.
    pub(crate) fn bins(&self) -> usize {
        self.upper.len()
    }

    /// The bin of a value that is not NaN.
    pub(crate) fn bin(&self, value: f64) -> usize {
        self.upper.partition_point(|upper| *upper < value)
    }

    /// The largest value of bin `bin`.
    pub(crate) fn upper(&self, bin: usize) -> f64 {
        self.upper[bin]
    }
}

/// Equal neighbours in sorted order; neighbours one rounding apart count as equal, all zeros as 0.
fn runs(sorted: &[f64]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for &raw in sorted {
        let value = if raw.abs() <= ZERO { 0.0 } else { raw };
        match runs.last_mut() {
            Some(run) if value <= run.value.next_up() => {
                run.value = value;
                run.count += 1;
            }
            _ => runs.push(Run { value, count: 1 }),
        }
    }
    runs
}

/// Upper bounds of at most `bins` bins over `runs`, without the last bin's.
fn greedy(runs: &[Run], bins: usize, bin_rows_min: usize) -> Vec<f64> {
    if runs.len() <= bins { one_bin_a_value(runs, bin_rows_min) } else { equal_counts(runs, bins, bin_rows_min) }
}

fn one_bin_a_value(runs: &[Run], bin_rows_min: usize) -> Vec<f64> {
    let mut upper = Vec::with_capacity(runs.len());
    let mut held = 0;
    for pair in runs.windows(2) {
        held += pair[0].count;
        if held >= bin_rows_min {
            push_between(&mut upper, pair[0].value, pair[1].value);
            held = 0;
        }
    }
    upper
}

/// Values that fill a bin alone get one; the others share what is left evenly.
fn equal_counts(runs: &[Run], bins: usize, bin_rows_min: usize) -> Vec<f64> {
    let total: usize = runs.iter().map(|run| run.count).sum();
    let bins = bins.min(total / bin_rows_min.max(1)).max(1);
    let even = total as f64 / bins as f64;
    let heavy = |run: &Run| run.count as f64 >= even;
    let mut light_bins = bins.saturating_sub(runs.iter().filter(|run| heavy(run)).count());
    let mut light_rows: usize = runs.iter().filter(|run| !heavy(run)).map(|run| run.count).sum();
    let mut target = light_rows as f64 / light_bins as f64;
    let mut upper = Vec::with_capacity(bins);
    let mut held = 0;
    for pair in runs.windows(2) {
        if upper.len() + 1 >= bins {
            break;
        }
        let (run, next) = (pair[0], pair[1]);
        held += run.count;
        if !heavy(&run) {
            light_rows -= run.count;
        }
        let full = held as f64 >= target || (heavy(&next) && held as f64 >= (target * 0.5).max(1.0));
        if heavy(&run) || full {
            push_between(&mut upper, run.value, next.value);
            held = 0;
            if !heavy(&run) {
                light_bins = light_bins.saturating_sub(1);
                target = light_rows as f64 / light_bins as f64;
            }
        }
    }
    upper
}

/// The midpoint, rounded up so that a value on it falls to the left.
fn push_between(upper: &mut Vec<f64>, low: f64, high: f64) {
    let middle = (low * 0.5 + high * 0.5).next_up();
    if upper.last().is_none_or(|last| middle > last.next_up()) {
        upper.push(middle);
    }
}
