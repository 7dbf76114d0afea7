//! Files and functions stay small.

/// Lines of a file at most.
const FILE_LINES_MAX: usize = 1_000;
/// Lines of a function at most.
const FUNCTION_LINES_MAX: usize = 70;

/// Functions that are still too long: to be split; the list may only get shorter.
const STILL_LONG: [&str; 1] = ["lib/forecast/src/ets/recursion.rs"];

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
            if let Some(length) = lines[at..].iter().position(|l| *l == end) {
                let excused = name.contains("/tests/") || STILL_LONG.contains(&name);
                if length + 1 > FUNCTION_LINES_MAX && !excused {
                    flaws.push(format!("{name}:{}: a function of {} lines, {FUNCTION_LINES_MAX} at most", at + 1, length + 1));
                }
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
    line.strip_prefix("unsafe ").unwrap_or(line).starts_with("fn ") && !line.trim_end().ends_with('}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_function_is_found() {
        let text = format!("fn long() {{\n{}}}\nfn short() {{\n}}\n", "    x();\n".repeat(70));
        assert_eq!(check("a.rs", &text), ["a.rs:1: a function of 72 lines, 70 at most"]);
        assert!(check("a.rs", "fn one() -> u8 { 1 }\n").is_empty());
    }
}
