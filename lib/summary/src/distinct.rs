//! How many different values.

use crate::hash::{Hashes, hash_number, hash_text};
use crate::wire::{self, DecodeError, kind};

/// Number of different hashes: exact up to a cap, then a `HyperLogLog` of 16,384 registers (16 KB) with a standard error of 0.81 %.
///
/// The order of values and merges does not matter. The estimate is Ertl's improved raw estimator: no bias tables, good from 0 up.
/// A merge never makes the count smaller.
///
/// References: P. Flajolet, E. Fusy, O. Gandouet, F. Meunier, "`HyperLogLog`: the analysis of a near-optimal cardinality estimation
/// algorithm" (2007), doi:10.46298/dmtcs.3545; O. Ertl, "New cardinality estimation algorithms for `HyperLogLog` sketches" (2017),
/// doi:10.48550/arXiv.1702.01284.
#[derive(Debug, Clone, PartialEq)]
pub struct Distinct {
    cap: usize,
    held: Held,
}

#[derive(Debug, Clone, PartialEq)]
enum Held {
    All(Hashes),
    /// Registers, and the count that was known for certain when they took over.
    Sketch {
        registers: Vec<u8>,
        floor: u64,
    },
}

const LG: u32 = 14;
const REGISTERS: usize = 1 << LG;
/// Largest register: leading zeros of the other 50 bits, plus one.
const HIGHEST: u8 = (64 - LG + 1) as u8;
/// No cap is larger: 1 GiB of hashes.
const CAP_MAX: usize = 1 << 26;

impl Distinct {
    /// Nothing seen; exact up to `cap` different values (up to 22 bytes each).
    pub fn new(cap: usize) -> Self {
        Self { cap: cap.min(CAP_MAX), held: Held::All(Hashes::default()) }
    }

    /// Adds a 64-bit hash.
    #[inline]
    pub fn add_hash(&mut self, hash: u64) {
        match &mut self.held {
            Held::All(hashes) => {
                if hashes.insert(hash) && hashes.len() > self.cap {
                    self.registers();
                }
            }
            Held::Sketch { registers, .. } => observe(registers, hash),
        }
    }

    /// Adds numbers; `-0.0` is `0.0`.
    pub fn add_slice(&mut self, values: &[f64]) {
        for &x in values {
            self.add_hash(hash_number(x));
        }
    }

    /// Adds a text.
    pub fn add_text(&mut self, text: &str) {
        self.add_hash(hash_text(text));
    }

    /// The registers, filled from the hashes if there were none.
    fn registers(&mut self) -> (&mut Vec<u8>, &mut u64) {
        if let Held::All(hashes) = &self.held {
            let mut registers = vec![0; REGISTERS];
            for hash in hashes.iter() {
                observe(&mut registers, hash);
            }
            let floor = hashes.len() as u64;
            self.held = Held::Sketch { registers, floor };
        }
        match &mut self.held {
            Held::Sketch { registers, floor } => (registers, floor),
            Held::All(_) => unreachable!("the hashes have just become registers"),
        }
    }

    /// Adds what another summary has seen; this one's cap stays.
    pub fn merge(&mut self, other: &Self) {
        match &other.held {
            Held::All(hashes) => hashes.iter().for_each(|hash| self.add_hash(hash)),
            Held::Sketch { registers: theirs, .. } => {
                let known = self.count().max(other.count());
                let (registers, floor) = self.registers();
                registers.iter_mut().zip(theirs).for_each(|(mine, &theirs)| *mine = (*mine).max(theirs));
                *floor = known;
            }
        }
        if let Held::All(hashes) = &other.held {
            let known = hashes.len() as u64;
            if let Held::Sketch { floor, .. } = &mut self.held {
                *floor = known.max(*floor);
            }
        }
    }

    /// How many different values; an estimate unless [`exact`](Self::exact).
    pub fn count(&self) -> u64 {
        match &self.held {
            Held::All(hashes) => hashes.len() as u64,
            Held::Sketch { registers, floor } => (estimate(registers).round() as u64).max(*floor),
        }
    }

    /// Whether the count is exact (up to equal hashes of different values: one pair expected at 6e9 values).
    pub fn exact(&self) -> bool {
        matches!(self.held, Held::All(_))
    }

    /// Standard error of the count as a share of it: 0 while exact, else `1.04 / sqrt(16384)` = 0.0081.
    pub fn relative_error(&self) -> f64 {
        if self.exact() { 0.0 } else { 1.04 / (REGISTERS as f64).sqrt() }
    }

    /// Appends the binary form: hashes or registers, no values.
    pub fn encode(&self, out: &mut Vec<u8>) {
        wire::open(out, kind::DISTINCT);
        wire::put_u64(out, self.cap as u64);
        match &self.held {
            Held::All(hashes) => {
                out.push(0);
                wire::put_u64s(out, &hashes.sorted());
            }
            Held::Sketch { registers, floor } => {
                out.push(1);
                wire::put_u64(out, *floor);
                out.extend_from_slice(registers);
            }
        }
    }

    /// Reads the binary form and moves `bytes` behind it.
    pub fn decode(bytes: &mut &[u8]) -> Result<Self, DecodeError> {
        wire::expect(bytes, kind::DISTINCT)?;
        let cap = wire::get_limit(bytes, CAP_MAX)?;
        let held = match wire::get_u8(bytes)? {
            0 => {
                let mut hashes = Hashes::default();
                for hash in wire::get_u64s(bytes)? {
                    wire::check(hashes.insert(hash), "the same hash twice")?;
                }
                wire::check(hashes.len() <= cap, "more hashes than the cap")?;
                Held::All(hashes)
            }
            1 => {
                let floor = wire::get_count(bytes)?;
                let (registers, rest) = bytes.split_at_checked(REGISTERS).ok_or(DecodeError::Truncated)?;
                *bytes = rest;
                wire::check(registers.iter().all(|&r| r <= HIGHEST), "a register beyond its range")?;
                Held::Sketch { registers: registers.to_vec(), floor }
            }
            _ => return Err(DecodeError::Invalid("neither hashes nor registers")),
        };
        Ok(Self { cap, held })
    }
}

#[inline]
fn observe(registers: &mut [u8], hash: u64) {
    let at = (hash >> (64 - LG)) as usize;
    let zeros = ((hash << LG) | 1 << (LG - 1)).leading_zeros() as u8 + 1;
    if let Some(register) = registers.get_mut(at) {
        *register = (*register).max(zeros);
    }
}

/// Ertl's improved raw estimator (algorithm 6).
fn estimate(registers: &[u8]) -> f64 {
    let m = REGISTERS as f64;
    let mut counts = [0_u32; HIGHEST as usize + 1];
    for &r in registers {
        counts[usize::from(r.min(HIGHEST))] += 1;
    }
    let share = |at: usize| f64::from(counts[at]) / m;
    let mut z = m * tau(1.0 - share(HIGHEST.into()));
    for &count in counts[1..HIGHEST.into()].iter().rev() {
        z = 0.5 * (z + f64::from(count));
    }
    z += m * sigma(share(0));
    m * m / (2.0 * std::f64::consts::LN_2 * z)
}

/// `x + sum x^(2^k) 2^(k-1)`.
fn sigma(mut x: f64) -> f64 {
    if x >= 1.0 {
        return f64::INFINITY;
    }
    let (mut y, mut z) = (1.0, x);
    loop {
        x *= x;
        let before = z;
        z += x * y;
        y += y;
        if z <= before {
            return z;
        }
    }
}

/// `(1 - x - sum (1 - x^(2^-k))^2 2^-k) / 3`.
fn tau(mut x: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return 0.0;
    }
    let (mut y, mut z) = (1.0, 1.0 - x);
    loop {
        x = x.sqrt();
        let before = z;
        y *= 0.5;
        z -= (1.0 - x) * (1.0 - x) * y;
        if z >= before {
            return z / 3.0;
        }
    }
}
