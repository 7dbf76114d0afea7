//! Which bin a category falls into.

use crate::frame::MISSING;

/// Share of the rows whose categories are kept even when bins run short.
const COVERED: f64 = 0.99;

/// Bin 0 holds missing, rare and unseen categories; bin `b` holds category `code_of_bin[b]`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Groups {
    bin_of_code: Vec<u8>,
    code_of_bin: Vec<u32>,
}

impl Groups {
    /// Keeps the commonest categories, ties in code order.
    ///
    /// `codes` is the binning sample. Cost: O(n + labels log labels).
    pub(crate) fn place(codes: impl Iterator<Item = u32>, labels: usize, bins_max: usize, bin_rows_min: usize) -> Self {
        let mut counts = vec![0_usize; labels];
        let mut missing = 0_usize;
        for code in codes {
            match counts.get_mut(code as usize) {
                Some(count) if code != MISSING => *count += 1,
                _ => missing += 1,
            }
        }
        let mut order: Vec<usize> = (0..labels).filter(|&code| counts[code] > 0).collect();
        order.sort_by_key(|&code| std::cmp::Reverse(counts[code]));
        let total: usize = counts.iter().sum();
        let wanted = (total as f64 * COVERED).round() as usize;
        let bins = (order.len() + usize::from(missing > 0)).min(bins_max);
        let (mut bin_of_code, mut code_of_bin) = (vec![0_u8; labels], vec![MISSING]);
        let mut covered = 0;
        for (rank, &code) in order.iter().enumerate() {
            let room = code_of_bin.len() < bins || covered < wanted;
            if !room || code_of_bin.len() >= bins_max || (counts[code] < bin_rows_min && rank > 1) {
                break;
            }
            bin_of_code[code] = code_of_bin.len() as u8;
            code_of_bin.push(code as u32);
            covered += counts[code];
        }
        Self { bin_of_code, code_of_bin }
    }

    /// Number of bins, bin 0 included.
    pub(crate) fn bins(&self) -> usize {
        self.code_of_bin.len()
    }

    /// The bin of a category code.
    pub(crate) fn bin(&self, code: u32) -> usize {
        self.bin_of_code.get(code as usize).map_or(0, |&bin| usize::from(bin))
    }

    /// The category of a bin above 0.
    pub(crate) fn code(&self, bin: usize) -> u32 {
        self.code_of_bin[bin]
    }
}
