//! Columns that line up.

use unicode_width::UnicodeWidthStr;

use super::wrap::plain;

/// Which side a column's cells lean to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// To the left.
    Left,
    /// To the right.
    Right,
}

/// Rows of cells, lined up when written.
pub struct Grid {
    sides: Vec<Side>,
    rows: Vec<Row>,
}

struct Row {
    cells: Vec<String>,
    paint: Paint,
}

/// How a row is shown where colours are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    /// As it is.
    Plain,
    /// The names of the columns.
    Head,
    /// What stands out.
    Winner,
    /// What warns.
    Warning,
    /// What stands back.
    Faint,
}

impl Paint {
    fn codes(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Winner => Some("\u{1b}[1;32m"),
            Self::Warning => Some("\u{1b}[1;33m"),
            Self::Head | Self::Faint => Some("\u{1b}[2m"),
        }
    }

    /// `text` in this paint, if `color` is on.
    pub(crate) fn on(self, text: &str, color: bool) -> String {
        match self.codes().filter(|_| color) {
            Some(codes) => format!("{codes}{text}\u{1b}[0m"),
            None => text.to_owned(),
        }
    }
}

impl Grid {
    /// No rows yet; a side for each column.
    pub fn new(sides: &[Side]) -> Self {
        Self { sides: sides.to_vec(), rows: Vec::new() }
    }

    /// Width of the widest line in columns of the terminal.
    pub(crate) fn width(&self) -> usize {
        self.write(false).lines().map(UnicodeWidthStr::width).max().unwrap_or(0)
    }

    /// Adds a row.
    pub fn push(&mut self, paint: Paint, cells: Vec<String>) {
        let cells = cells.into_iter().map(|cell| plain(&cell).into_owned()).collect();
        self.rows.push(Row { cells, paint });
    }

    /// All rows, columns two blanks apart, without blanks at line ends. A column that is empty in every row but the
    /// first is left out.
    pub fn write(&self, color: bool) -> String {
        let used = |at: usize| self.rows.iter().skip(1).any(|row| row.cells.get(at).is_some_and(|c| !c.is_empty()));
        let columns: Vec<usize> = (0..self.sides.len()).filter(|&at| at == 0 || used(at)).collect();
        let width = |at: usize| self.rows.iter().filter_map(|row| row.cells.get(at)).map(|c| c.width()).max().unwrap_or(0);
        let widths: Vec<usize> = columns.iter().map(|&at| width(at)).collect();
        let mut text = String::new();
        for row in &self.rows {
            let mut line = String::new();
            for (&at, &width) in columns.iter().zip(&widths) {
                let cell = row.cells.get(at).map_or("", String::as_str);
                let blanks = " ".repeat(width - cell.width());
                match self.sides[at] {
                    Side::Left => line.extend([cell, blanks.as_str(), "  "]),
                    Side::Right => line.extend([blanks.as_str(), cell, "  "]),
                }
            }
            text.push_str(&row.paint.on(line.trim_end(), color));
            text.push('\n');
        }
        text
    }
}
