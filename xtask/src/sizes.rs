//! Files and functions stay small.

/// Lines of a file at most.
const FILE_LINES_MAX: usize = 1_000;
/// Lines of a function at most.
const FUNCTION_LINES_MAX: usize = 70;

/// Files and functions that are too long; a test may tell a long story in one function. Functions are found by their indentation, which rustfmt keeps.
pub(crate) fn check(name: &str, text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let mut flaws = Vec::new();
    if lines.len() > FILE_LINES_MAX {
        flaws.push(format!("{name}: {} lines, {FILE_LINES_MAX} at most", lines.len()));
    }
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at];
        let indent = line.len() - line.trim_start().len();
        if is_function(line.trim_start()) {
            let end = format!("{}}}", " ".repeat(indent));
            let length = lines[at..].iter().position(|l| *l == end).map_or(0, |l| l + 1);
            if length > FUNCTION_LINES_MAX && !name.contains("/tests/") {
                flaws.push(format!("{name}:{}: a function of {length} lines, {FUNCTION_LINES_MAX} at most", at + 1));
            }
        }
        at += 1;
    }
    flaws
}

fn is_function(line: &str) -> bool {
    let line = line.strip_prefix("pub(crate) ").or_else(|| line.strip_prefix("pub(super) ")).unwrap_or(line);
    let line = line.strip_prefix("pub ").unwrap_or(line);
    let line = line.strip_prefix("const ").or_else(|| line.strip_prefix("async ")).unwrap_or(line);
    line.strip_prefix("unsafe ").unwrap_or(line).starts_with("fn ") && !line.trim_end().ends_with(['}', ';'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_function_is_found() {
        let text = format!("fn long() {{\n{}}}\nfn short() {{\n}}\n", "    x();\n".repeat(70));
        assert_eq!(check("a.rs", &text), ["a.rs:1: a function of 72 lines, 70 at most"]);
        assert!(check("a.rs", "fn one() -> u8 { 1 }\n").is_empty());
        assert!(check("a.rs", &format!("    fn declared(&self);\n{}    }}\n", "    x();\n".repeat(70))).is_empty());
    }
}
