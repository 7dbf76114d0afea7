//! Markup.

use std::fmt::Write as _;

/// An SVG drawing being written.
pub(crate) struct Svg {
    body: String,
    width: f64,
    height: f64,
}

/// Where a text is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

impl Svg {
    pub(crate) fn new(width: f64, height: f64) -> Self {
        Self { body: String::new(), width, height }
    }

    pub(crate) fn line(&mut self, from: (f64, f64), to: (f64, f64), class: &str) {
        let (x1, y1, x2, y2) = (Pixel(from.0), Pixel(from.1), Pixel(to.0), Pixel(to.1));
        let _ = write!(self.body, "<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\" class=\"{class}\"/>");
    }

    pub(crate) fn circle(&mut self, at: (f64, f64), radius: f64, class: &str) {
        let _ = write!(
            self.body,
            "<circle cx=\"{}\" cy=\"{}\" r=\"{}\" class=\"{class}\"/>",
            Pixel(at.0),
            Pixel(at.1),
            Pixel(radius)
        );
    }

    /// A rectangle between two corners.
    pub(crate) fn rect(&mut self, from: (f64, f64), to: (f64, f64), class: &str) {
        let (x, y) = (from.0.min(to.0), from.1.min(to.1));
        let (width, height) = (Pixel((to.0 - from.0).abs()), Pixel((to.1 - from.1).abs()));
        let _ = write!(
            self.body,
            "<rect x=\"{}\" y=\"{}\" width=\"{width}\" height=\"{height}\" class=\"{class}\"/>",
            Pixel(x),
            Pixel(y)
        );
    }

    pub(crate) fn text(&mut self, at: (f64, f64), anchor: Anchor, class: &str, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let (x, y) = (Pixel(at.0), Pixel(at.1));
        let _ = write!(self.body, "<text x=\"{x}\" y=\"{y}\"{anchor} class=\"{class}\">{}</text>", escape(text));
    }

    /// A line through points.
    pub(crate) fn path(&mut self, points: &[(f64, f64)], class: &str) {
        self.shape(points, class, "");
    }

    /// A closed shape.
    pub(crate) fn area(&mut self, points: &[(f64, f64)], class: &str) {
        self.shape(points, class, "Z");
    }

    fn shape(&mut self, points: &[(f64, f64)], class: &str, end: &str) {
        if points.is_empty() {
            return;
        }
        self.body.push_str("<path d=\"");
        for (at, &(x, y)) in points.iter().enumerate() {
            let _ = write!(self.body, "{}{} {}", if at == 0 { "M" } else { "L" }, Pixel(x), Pixel(y));
        }
        let _ = write!(self.body, "{end}\" class=\"{class}\"/>");
    }

    /// The whole drawing, with its title and description.
    pub(crate) fn finish(self, title: &str, description: &str) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" role=\"img\" class=\"plot\"><title>{}</title>\
             <desc>{}</desc>{}</svg>",
            Pixel(self.width),
            Pixel(self.height),
            escape(title),
            escape(description),
            self.body
        )
    }
}

/// A coordinate with one decimal at most; always a number that a browser can draw.
struct Pixel(f64);

impl std::fmt::Display for Pixel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        const FARTHEST: f64 = 1e5;
        let tenths = if self.0.is_finite() { (self.0.clamp(-FARTHEST, FARTHEST) * 10.0).round() } else { 0.0 };
        // Adding zero turns a negative zero into a plain one.
        let value = tenths / 10.0 + 0.0;
        write!(f, "{value}")
    }
}

/// Text that is safe inside markup; characters that XML cannot hold become blanks.
fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '"' => safe.push_str("&quot;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}
