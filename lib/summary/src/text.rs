//! Lengths and shapes of texts.

use crate::hash::hash_text;
use crate::top_k::{Frequent, TopK};
use crate::wire::{self, DecodeError, kind};

/// Lengths of texts in characters and bytes, and what they hold that rarely belongs there.
#[derive(Debug, Clone, PartialEq)]
pub struct Lengths {
    /// Texts by their characters; the last slot holds the longer ones.
    by_chars: Vec<u64>,
    chars: Option<[u64; 2]>,
    bytes: Option<[u64; 2]>,
    chars_total: u64,
    bytes_total: u64,
    blank: u64,
    untrimmed: u64,
    not_ascii: u64,
}

/// Texts up to so many characters are counted by their exact length.
const CHARS_MAX: usize = 255;

impl Default for Lengths {
    fn default() -> Self {
        Self {
            by_chars: vec![0; CHARS_MAX + 2],
            chars: None,
            bytes: None,
            chars_total: 0,
            bytes_total: 0,
            blank: 0,
            untrimmed: 0,
            not_ascii: 0,
        }
    }
}

impl Lengths {
    /// Nothing seen.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text.
    pub fn add(&mut self, text: &str) {
        let ascii = text.is_ascii();
        let chars = if ascii { text.len() } else { text.chars().count() };
        self.by_chars[chars.min(CHARS_MAX + 1)] += 1;
        widen(&mut self.chars, [chars as u64; 2]);
        widen(&mut self.bytes, [text.len() as u64; 2]);
        self.chars_total += chars as u64;
        self.bytes_total += text.len() as u64;
        let trimmed = text.trim().len();
        self.blank += u64::from(trimmed == 0);
        self.untrimmed += u64::from(trimmed > 0 && trimmed < text.len());
        self.not_ascii += u64::from(!ascii);
    }

    /// Adds the texts that another summary has seen.
    pub fn merge(&mut self, other: &Self) {
        self.by_chars.iter_mut().zip(&other.by_chars).for_each(|(mine, theirs)| *mine += theirs);
        other.chars.into_iter().for_each(|range| widen(&mut self.chars, range));
        other.bytes.into_iter().for_each(|range| widen(&mut self.bytes, range));
        self.chars_total += other.chars_total;
        self.bytes_total += other.bytes_total;
        self.blank += other.blank;
        self.untrimmed += other.untrimmed;
        self.not_ascii += other.not_ascii;
    }

    /// Texts seen.
    pub fn count(&self) -> u64 {
        self.by_chars.iter().sum()
    }

    /// Fewest and most characters; `None` without texts.
    pub fn chars(&self) -> Option<(u64, u64)> {
        self.chars.map(|[min, max]| (min, max))
    }

    /// Fewest and most bytes; `None` without texts.
    pub fn bytes(&self) -> Option<(u64, u64)> {
        self.bytes.map(|[min, max]| (min, max))
    }

    /// Mean characters of a text; `None` without texts.
    pub fn mean_chars(&self) -> Option<f64> {
        (self.count() > 0).then(|| self.chars_total as f64 / self.count() as f64)
    }

    /// Bytes of all texts together.
    pub fn bytes_total(&self) -> u64 {
        self.bytes_total
    }

    /// The number of characters that a share `p` of the texts does not exceed; `None` without texts, outside 0 to 1, or when it lies
    /// above 255.
    pub fn quantile_chars(&self, p: f64) -> Option<u64> {
        if !(0.0..=1.0).contains(&p) {
            return None;
        }
        let target = ((p * self.count() as f64).ceil() as u64).max(1);
        let mut sum = 0;
        let reaches = |&n: &u64| {
            sum += n;
            sum >= target
        };
        self.by_chars.iter().position(reaches).filter(|&at| at <= CHARS_MAX).map(|at| at as u64)
    }

    /// Texts by their characters, from 0 to 255; the last slot holds the longer ones.
    pub fn by_chars(&self) -> &[u64] {
        &self.by_chars
    }

    /// Texts that are empty or of white space only.
    pub fn blank(&self) -> u64 {
        self.blank
    }

    /// Texts with white space before or behind something else.
    pub fn untrimmed(&self) -> u64 {
        self.untrimmed
    }

    /// Texts with a character outside ASCII.
    pub fn not_ascii(&self) -> u64 {
        self.not_ascii
    }

    /// Appends the binary form.
    pub fn encode(&self, out: &mut Vec<u8>) {
        wire::open(out, kind::LENGTHS);
        wire::put_u64s(out, &self.by_chars);
        for n in [self.chars_total, self.bytes_total, self.blank, self.untrimmed, self.not_ascii] {
            wire::put_u64(out, n);
        }
        self.chars.iter().chain(&self.bytes).flatten().for_each(|&n| wire::put_u64(out, n));
    }

    /// Reads the binary form and moves `bytes` behind it.
    pub fn decode(bytes: &mut &[u8]) -> Result<Self, DecodeError> {
        wire::expect(bytes, kind::LENGTHS)?;
        let by_chars = wire::get_counts(bytes)?;
        wire::check(by_chars.len() == CHARS_MAX + 2, "another number of lengths")?;
        let count =
            by_chars.iter().try_fold(0_u64, |sum, &n| sum.checked_add(n)).ok_or(DecodeError::Invalid("too many texts"))?;
        let mut n = [0; 5];
        for slot in &mut n {
            *slot = wire::get_count(bytes)?;
        }
        let [chars_total, bytes_total, blank, untrimmed, not_ascii] = n;
        wire::check(blank <= count && untrimmed <= count && not_ascii <= count, "more odd texts than texts")?;
        let mut range = || -> Result<[u64; 2], DecodeError> {
            let range = [wire::get_u64(bytes)?, wire::get_u64(bytes)?];
            wire::check(range[0] <= range[1], "lengths out of order")?;
            Ok(range)
        };
        let (chars, bytes) = if count > 0 { (Some(range()?), Some(range()?)) } else { (None, None) };
        Ok(Self { by_chars, chars, bytes, chars_total, bytes_total, blank, untrimmed, not_ascii })
    }
}

fn widen(range: &mut Option<[u64; 2]>, [low, high]: [u64; 2]) {
    *range = Some(range.map_or([low, high], |[min, max]| [min.min(low), max.max(high)]));
}

/// The most frequent shapes of texts.
///
/// Upper-case letters become `A`, other letters `a`, digits `9`, white space a blank; other characters stand for themselves (control characters and those beyond
/// ASCII as `?`). A run of letters is `A+` or `a+`, a run of `n` digits or other characters `9{n}`, above 16 `9+`: `"Berlin 10115"` has the shape `Aa+ 9{5}`. Shapes are cut after 64
/// bytes (`...`), which bounds their number and reveals no long text.
#[derive(Debug, Clone, PartialEq)]
pub struct Patterns {
    top: TopK<String>,
}

/// Shapes that are counted exactly.
const SHAPES: usize = 2048;
/// Runs are counted up to here.
const RUN_MAX: usize = 16;
/// Bytes of a shape.
const SHAPE_MAX: usize = 64;

impl Default for Patterns {
    fn default() -> Self {
        Self { top: TopK::new(SHAPES) }
    }
}

impl Patterns {
    /// Nothing seen.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text.
    pub fn add(&mut self, text: &str) {
        let shape = shape(text);
        self.top.add_hashed(hash_text(&shape), 1, || shape);
    }

    /// Adds the texts that another summary has seen.
    pub fn merge(&mut self, other: &Self) {
        self.top.merge(&other.top);
    }

    /// The `k` most frequent shapes.
    pub fn top(&self, k: usize) -> Vec<Frequent<String>> {
        self.top.top(k)
    }

    /// The counts behind the shapes: exactness, error, total.
    pub fn counts(&self) -> &TopK<String> {
        &self.top
    }

    /// Appends the binary form.
    pub fn encode(&self, out: &mut Vec<u8>) {
        wire::open(out, kind::PATTERNS);
        self.top.encode(out);
    }

    /// Reads the binary form and moves `bytes` behind it.
    pub fn decode(bytes: &mut &[u8]) -> Result<Self, DecodeError> {
        wire::expect(bytes, kind::PATTERNS)?;
        Ok(Self { top: TopK::decode(bytes)? })
    }
}

/// The shape of a text.
fn shape(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars().map(class).peekable();
    while let Some(class) = chars.next() {
        if out.len() > SHAPE_MAX {
            out.push_str("...");
            break;
        }
        let mut run = 1;
        while chars.next_if_eq(&class).is_some() {
            run += 1;
        }
        out.push(class);
        match run {
            1 => {}
            2..=RUN_MAX if !class.is_ascii_alphabetic() => out.push_str(&format!("{{{run}}}")),
            _ => out.push('+'),
        }
    }
    out
}

fn class(c: char) -> char {
    match c {
        'a'..='z' => 'a',
        'A'..='Z' => 'A',
        '0'..='9' => '9',
        _ if c.is_whitespace() => ' ',
        '!'..='~' => c,
        _ if c.is_uppercase() => 'A',
        _ if c.is_alphabetic() => 'a',
        _ if c.is_numeric() => '9',
        _ => '?',
    }
}
