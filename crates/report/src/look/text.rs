//! The summary of a look, for a terminal: a screen, whatever the table.

use profile::look::{Column, Finding, Look};

use super::shape::heights;
use super::view::{View, amount, count, counted, meaning, percent};
use crate::text::{Grid, Paint, Side, cut, plain, wrap};

/// Lines of the whole summary, about.
const LINES_MAX: usize = 40;
/// Lines of findings, at most, where columns need the others.
const FINDING_LINES: usize = 20;
/// Where no width is known.
const WIDTH: usize = 100;
/// Names of columns are cut to this.
const NAME: usize = 28;
const NAME_NARROW: usize = 16;
const SPARK: usize = 12;

/// What the table is, what matters for a model, and a line for as many columns as fit on a screen.
///
/// `color` writes ANSI colours; `values` shows rare levels too. The same look gives the same text.
pub fn look_text(look: &Look, values: bool, color: bool, width: Option<usize>) -> String {
    let view = View::new(look, values);
    let width = width.unwrap_or(WIDTH).clamp(40, 200);
    let mut lines = vec![Paint::Head.on(&wrap(&plain(&head(look)), Some(width), "  "), color), String::new()];
    lines.extend(findings(look, color, width));
    lines.push(String::new());
    let left = LINES_MAX.saturating_sub(lines.iter().map(|l| l.lines().count().max(1)).sum::<usize>() + 2).max(8);
    lines.extend(columns(&view, left, color, width));
    lines.join("\n") + "\n"
}

fn head(look: &Look) -> String {
    let cells = look.rows as f64 * look.columns.len() as f64;
    let absent: u64 = look.columns.iter().map(|c| c.rows - c.present()).sum();
    let missing =
        if absent == 0 { "nothing missing".to_owned() } else { format!("{} of cells missing", percent(absent as f64 / cells)) };
    let twice = if look.duplicates.rows < 0.5 {
        "no row twice".to_owned()
    } else {
        format!("{} of rows repeat another", percent(look.duplicates.share))
    };
    format!(
        "{}: {}, {}, {missing}, {twice}",
        look.source,
        counted(look.rows, "row"),
        counted(look.columns.len() as u64, "column")
    )
}

fn findings(look: &Look, color: bool, width: usize) -> Vec<String> {
    if look.findings.is_empty() {
        return vec!["nothing that the checks look for was found".to_owned()];
    }
    let mut lines = Vec::new();
    let mut used = 0;
    let mut told = 0;
    for finding in &look.findings {
        let pair = said(finding, told + 1, color, width);
        let more: usize = pair.iter().map(|l| l.lines().count()).sum();
        if told > 0 && used + more > FINDING_LINES {
            break;
        }
        lines.extend(pair);
        used += more;
        told += 1;
    }
    if told < look.findings.len() {
        lines.push(Paint::Faint.on(&format!("    and {} more in look.html", look.findings.len() - told), color));
    }
    lines
}

/// What is seen, and under it what it means.
fn said(finding: &Finding, number: usize, color: bool, width: usize) -> [String; 2] {
    let paint = if finding.weight >= 0.5 { Paint::Warning } else { Paint::Plain };
    [
        paint.on(&wrap(&format!("{number:>2}  {}", plain(&finding.effect)), Some(width), "    "), color),
        Paint::Faint.on(&wrap(&format!("    {}", plain(&finding.consequence)), Some(width), "    "), color),
    ]
}

fn columns(view: &View, lines_max: usize, color: bool, width: usize) -> Vec<String> {
    let all = &view.look.columns;
    let shown: Vec<&Column> = if all.len() <= lines_max { all.iter().collect() } else { chosen(view, lines_max) };
    let whole = grid(&shown, view, NAME, true);
    let grid = if whole.width() <= width {
        whole
    } else {
        let narrow = grid(&shown, view, NAME_NARROW, true);
        if narrow.width() <= width { narrow } else { grid(&shown, view, NAME_NARROW, false) }
    };
    let mut lines: Vec<String> = grid.write(color).lines().map(str::to_owned).collect();
    if shown.len() < all.len() {
        lines.push(Paint::Faint.on(&format!("and {} more columns in look.html", all.len() - shown.len()), color));
    }
    lines
}

/// Columns with a part to play or a finding first, then the others; in the order of the table.
fn chosen<'a>(view: &'a View, most: usize) -> Vec<&'a Column> {
    let asked = &view.look.asked;
    let roles = [&asked.target, &asked.time, &asked.group];
    let named = roles.into_iter().flatten().chain(view.look.findings.iter().flat_map(|f| f.columns.iter().take(3)));
    let others = view.look.columns.iter().map(|c| &c.name);
    let mut kept: Vec<&String> = Vec::new();
    for name in named.chain(others) {
        if kept.len() >= most {
            break;
        }
        if !kept.contains(&name) {
            kept.push(name);
        }
    }
    view.look.columns.iter().filter(|c| kept.contains(&&c.name)).collect()
}

fn grid(columns: &[&Column], view: &View, name: usize, halves: bool) -> Grid {
    use Side::{Left, Right};
    let mut grid = Grid::new(&[Left, Left, Left, Right, Right, Right, Right]);
    let heads = ["column", "", "meaning", "missing", "distinct", "median", "middle half"];
    grid.push(Paint::Head, heads.iter().take(if halves { 7 } else { 6 }).map(|h| (*h).to_owned()).collect());
    for column in columns {
        let is_numbers = !column.meaning.is_levels();
        let at = |share: usize| view.quantile(column, share).filter(|_| is_numbers).map(amount);
        let about = if column.distinct.error.is_some() { "≈" } else { "" };
        let mut cells = vec![
            cut(&column.name, name),
            spark(&heights(column, SPARK, view)),
            meaning(column.meaning).to_owned(),
            percent(column.absent_share()),
            format!("{about}{}", count(column.distinct.count)),
            at(4).unwrap_or_default(),
        ];
        if halves {
            cells.push(at(3).zip(at(5)).map(|(low, high)| format!("{low} – {high}")).unwrap_or_default());
        }
        grid.push(Paint::Plain, cells);
    }
    grid
}

/// Bars of eight heights; what is there can be seen.
fn spark(heights: &[f64]) -> String {
    const BARS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let most = heights.iter().copied().fold(0.0, f64::max);
    let bar = |h: &f64| if *h > 0.0 { BARS[((h / most) * 8.0).ceil().clamp(1.0, 8.0) as usize] } else { ' ' };
    heights.iter().map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_can_be_seen() {
        assert_eq!(spark(&[0.0, 1e-9, 0.5, 1.0]), " ▁▄█");
        assert_eq!(spark(&[]), "");
    }
}
