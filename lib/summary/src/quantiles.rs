//! Quantiles: exact while the values fit, then a sketch with a stated error.

use crate::kll::Kll;
use crate::ranks::Ranks;
use crate::validity::all_finite;
use crate::wire::{self, DecodeError, kind};

/// Quantiles of a column of any length: all values up to a cap, beyond it a KLL sketch of about 130 KB.
///
/// The sketch sorts 4,096 values at a time and keeps every second of them, level by level; which half is drawn from the seed, so the same values in
/// the same order give the same answers however they were batched. Its standing error is counted as it arises, see
/// [`rank_error`](Self::rank_error). NaN and infinity are skipped and not counted; `-0.0` is `0.0`.
///
/// Reference: Z. Karnin, K. Lang, E. Liberty, "Optimal quantile approximation in streams" (2016), doi:10.1109/FOCS.2016.17.
///
/// ```
/// let mut quantiles = summary::Quantiles::new(1_000_000, 7);
/// quantiles.add_slice(&[1.0, 2.0, 3.0, 4.0]);
/// assert_eq!(quantiles.ranks().quantile(0.5), Some(2.5));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Quantiles {
    cap: usize,
    seed: u64,
    held: Held,
}

#[derive(Debug, Clone, PartialEq)]
enum Held {
    /// Every value, in no particular order.
    All(Vec<f64>),
    Sketch(Kll),
}

/// No cap is larger: 8 GiB of values.
const CAP_MAX: usize = 1 << 30;

impl Quantiles {
    /// Nothing seen; up to `cap` values are kept as they are (8 bytes each), beyond it a sketch with coins from `seed`.
    pub fn new(cap: usize, seed: u64) -> Self {
        Self { cap: cap.min(CAP_MAX), seed, held: Held::All(Vec::new()) }
    }

    /// Adds a value.
    pub fn add(&mut self, x: f64) {
        self.add_slice(&[x]);
    }

    /// Adds values.
    pub fn add_slice(&mut self, values: &[f64]) {
        if all_finite(values) {
            self.add_finite(values);
        } else {
            let finite: Vec<f64> = values.iter().copied().filter(|x| x.is_finite()).collect();
            self.add_finite(&finite);
        }
    }

    fn add_finite(&mut self, values: &[f64]) {
        let room = match &self.held {
            Held::All(all) => self.cap - all.len(),
            Held::Sketch(_) => 0,
        };
        let (first, rest) = values.split_at(room.min(values.len()));
        if let Held::All(all) = &mut self.held {
            all.extend(first.iter().map(|x| x + 0.0));
        }
        if !rest.is_empty() {
            self.sketch().add_slice(rest);
        }
    }

    /// The sketch, made from the values if there was none.
    fn sketch(&mut self) -> &mut Kll {
        if let Held::All(all) = &mut self.held {
            self.held = Held::Sketch(Kll::from_values(std::mem::take(all), self.seed));
        }
        match &mut self.held {
            Held::Sketch(kll) => kll,
            Held::All(_) => unreachable!("the values have just become a sketch"),
        }
    }

    /// Adds the values that another summary has seen; this one's cap and seed stay.
    pub fn merge(&mut self, other: &Self) {
        match &other.held {
            Held::All(values) => self.add_finite(values),
            Held::Sketch(theirs) => self.sketch().merge(theirs),
        }
    }

    /// How many values were added.
    pub fn count(&self) -> u64 {
        match &self.held {
            Held::All(all) => all.len() as u64,
            Held::Sketch(kll) => kll.count(),
        }
    }

    /// Whether every value is held, so that quantiles are exact.
    pub fn exact(&self) -> bool {
        matches!(self.held, Held::All(_))
    }

    /// How far, as a share of the count, the rank of one quantile may be off with probability 99 %; 0 while exact.
    ///
    /// Halving a sorted list of weight `w` moves any rank by 0 or by a fair coin's `+-w`. The error is 2.576 standard deviations of the sum of these
    /// steps, each taken as `+-w`.
    pub fn rank_error(&self) -> f64 {
        match &self.held {
            Held::All(_) => 0.0,
            Held::Sketch(kll) => kll.rank_error(),
        }
    }

    /// The values in order, to be asked for many quantiles; `O(n log n)`.
    pub fn ranks(&self) -> Ranks {
        match &self.held {
            Held::All(all) => Ranks::exact(all.clone()),
            Held::Sketch(kll) => kll.ranks(),
        }
    }

    /// As [`ranks`](Self::ranks), without a copy of the values.
    pub fn into_ranks(self) -> Ranks {
        match self.held {
            Held::All(all) => Ranks::exact(all),
            Held::Sketch(kll) => kll.ranks(),
        }
    }

    /// One quantile, see [`Ranks::quantile`]; for several take [`ranks`](Self::ranks) once.
    pub fn quantile(&self, p: f64) -> Option<f64> {
        self.ranks().quantile(p)
    }

    /// One rank, see [`Ranks::rank`]; for several take [`ranks`](Self::ranks) once.
    pub fn rank(&self, x: f64) -> Option<f64> {
        self.ranks().rank(x)
    }

    /// Appends the binary form. While exact it holds every value: call [`thin`](Self::thin) first where raw values must not leave.
    pub fn encode(&self, out: &mut Vec<u8>) {
        wire::open(out, kind::QUANTILES);
        wire::put_u64(out, self.cap as u64);
        wire::put_u64(out, self.seed);
        match &self.held {
            Held::All(all) => {
                out.push(0);
                wire::put_f64s(out, all);
            }
            Held::Sketch(kll) => {
                out.push(1);
                kll.encode(out);
            }
        }
    }

    /// Becomes a sketch, whatever the count, that holds at most `items` of the values (at least 8; one more a level at worst): small, and few values stay in it.
    ///
    /// The lowest levels are halved first, so `items` of evenly spread ranks stay: 1,024 of a million are off by 0.1 to 0.2 % of the ranks.
    pub fn thin(&mut self, items: usize) {
        self.sketch().thin(items);
    }

    /// How many values are held.
    pub fn held(&self) -> usize {
        match &self.held {
            Held::All(all) => all.len(),
            Held::Sketch(kll) => kll.held(),
        }
    }

    /// Reads the binary form and moves `bytes` behind it.
    pub fn decode(bytes: &mut &[u8]) -> Result<Self, DecodeError> {
        wire::expect(bytes, kind::QUANTILES)?;
        let cap = wire::get_limit(bytes, CAP_MAX)?;
        let seed = wire::get_u64(bytes)?;
        let held = match wire::get_u8(bytes)? {
            0 => {
                let all = wire::get_f64s(bytes)?;
                wire::check(all.len() <= cap, "more values than the cap")?;
                wire::check(all_finite(&all), "a value that is not finite")?;
                Held::All(all)
            }
            1 => Held::Sketch(Kll::decode(bytes)?),
            _ => return Err(DecodeError::Invalid("neither values nor a sketch")),
        };
        Ok(Self { cap, seed, held })
    }
}
