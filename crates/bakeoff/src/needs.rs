//! What a command needs of the machine, looked up before it is entered.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Which of `needs` is absent: a program (`python3`), a Python module (`python:torch`) or an R package (`r:forecast`).
pub(crate) fn missing(needs: &[String]) -> Option<String> {
    needs.iter().find_map(|need| match need.split_once(':') {
        Some(("python", module)) => {
            let code = format!("import importlib.util, sys; sys.exit(importlib.util.find_spec({module:?}) is None)");
            (!succeeds("python3", &["-c", &code])).then(|| format!("the Python module {module} is not installed"))
        }
        Some(("r", package)) => {
            let code = format!("quit(status = !requireNamespace({package:?}, quietly = TRUE))");
            (!succeeds("Rscript", &["-e", &code])).then(|| format!("the R package {package} is not installed"))
        }
        _ => find(need).is_none().then(|| format!("the program {need} is not installed")),
    })
}

fn succeeds(program: &str, args: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.args(args).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn find(program: &str) -> Option<PathBuf> {
    if program.contains('/') {
        return Some(PathBuf::from(program)).filter(|path| path.is_file());
    }
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|dir| dir.join(program)).find(|path: &PathBuf| is_program(path))
}

fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}
