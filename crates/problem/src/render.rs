//! Complaints as a compiler shows them.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

use crate::complaint::{Complaint, Complaints};

pub(crate) fn render(complaints: &Complaints, color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let mut shown = String::new();
    for complaint in complaints {
        shown.push_str(&one(complaint, &renderer));
        shown.push_str("\n\n");
    }
    if complaints.more() > 0 {
        shown.push_str("and ");
        shown.push_str(&complaints.more().to_string());
        shown.push_str(" more\n\n");
    }
    shown.truncate(shown.trim_end().len());
    shown.push('\n');
    shown
}

fn one(complaint: &Complaint, renderer: &Renderer) -> String {
    let title = Level::ERROR.primary_title(complaint.message.as_str());
    let lines = lines_around(complaint);
    // A carriage return at the end of a line is not shown; as a blank it leaves all places where they are.
    let text = complaint.text[lines.clone()].replace("\r\n", " \n");
    let text = text.strip_suffix('\r').unwrap_or(&text);
    let mut group = match &complaint.span {
        Some(span) => {
            let within = |bytes: Range<usize>| first_line(text, bytes.start - lines.start..bytes.end - lines.start);
            let primary = AnnotationKind::Primary.span(within(span.bytes()));
            let snippet = Snippet::source(text)
                .path(complaint.file.as_str())
                .line_start(complaint.text[..lines.start].matches('\n').count() + 1)
                .annotation(primary.label(complaint.label.as_deref()))
                .annotations(
                    complaint
                        .also
                        .iter()
                        .map(|(also, label)| AnnotationKind::Context.span(within(also.bytes())).label(label.as_str())),
                );
            title.element(snippet)
        }
        None => title.element(Origin::path(complaint.file.as_str())),
    };
    if let Some(hint) = &complaint.hint {
        group = group.element(Level::HELP.with_name("hint").message(hint.as_str()));
    }
    renderer.render(&[group])
}

/// The whole lines from the first to the last place of a complaint.
fn lines_around(complaint: &Complaint) -> Range<usize> {
    let places = complaint.span.iter().chain(complaint.also.iter().map(|(span, _)| span));
    let text = &complaint.text;
    let first = places.clone().map(|span| span.start).min().unwrap_or(0);
    let last = places.map(|span| span.start).max().unwrap_or(0);
    let start = text[..first].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[last..].find('\n').map_or(text.len(), |newline| last + newline);
    start..end
}

/// The part of a place that lies on its first line.
fn first_line(text: &str, bytes: Range<usize>) -> Range<usize> {
    let line_end = text[bytes.start..].find(['\n', '\r']).map_or(text.len(), |newline| bytes.start + newline);
    bytes.start..bytes.end.min(line_end).max(bytes.start)
}
