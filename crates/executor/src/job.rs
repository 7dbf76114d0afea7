//! What is to be run, and within which limits.

use std::ffi::OsString;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The limits of one job; all of them hold for the whole process tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// User plus system seconds of every process of the tree, living and dead. This is the limit that decides.
    pub cpu: Duration,
    /// Seconds on the wall clock, the backstop for a job that waits.
    pub wall: Duration,
    /// Memory held by the tree, pages shared by its processes counted once, file-backed pages not counted.
    pub memory_bytes: u64,
    /// Time between SIGTERM and SIGKILL once a limit is reached. Zero: SIGKILL at once.
    pub grace: Duration,
}

/// Which mechanisms may be used. All of them by default; tests and users with odd kernels switch some off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Means {
    /// A cgroup of version 2 for killing, CPU time and (with its memory controller) memory.
    pub cgroup: bool,
    /// Landlock for files, and for the network where namespaces are not to be had.
    pub landlock: bool,
    /// Network, mount and IPC namespaces, inside a user namespace unless we are root.
    pub namespaces: bool,
}

impl Default for Means {
    fn default() -> Self {
        Self { cgroup: true, landlock: true, namespaces: true }
    }
}

/// One child process tree to be run in a box.
#[derive(Clone, Debug)]
pub struct Job {
    /// A path, or a bare name that is looked up in the `PATH` of `env`.
    pub program: OsString,
    /// The arguments after the program's own name.
    pub args: Vec<OsString>,
    /// The exact environment: nothing is inherited.
    pub env: Vec<(OsString, OsString)>,
    /// Working directory, and the only writable place (with `/dev/shm`, private to the job where namespaces allow).
    pub dir: PathBuf,
    /// Files and folders whose content must not be readable inside. `dir` may lie inside one of them and stays usable.
    pub hidden: Vec<PathBuf>,
    /// Whether the job may use the network.
    pub network: bool,
    /// When the bell rings.
    pub limits: Limits,
    /// How many of the last bytes of stdout, and of stderr, are kept; 64 MiB at most.
    pub output_bytes_max: usize,
    /// Which mechanisms may be used.
    pub means: Means,
}

impl Job {
    /// What is wrong with this job before anything is started, if anything is.
    pub(crate) fn flaw(&self) -> Option<String> {
        if !self.dir.is_absolute() {
            return Some(format!("the job's folder `{}` is not an absolute path", self.dir.display()));
        }
        if let Some(path) = self.hidden.iter().find(|path| !path.is_absolute()) {
            return Some(format!("the hidden path `{}` is not absolute", path.display()));
        }
        if let Some(path) = self.hidden.iter().find(|path| inside(path, &self.dir)) {
            return Some(format!("the hidden path `{}` lies inside the job's own folder", path.display()));
        }
        let strings = std::iter::once(&self.program).chain(&self.args);
        let pairs = self.env.iter().flat_map(|(key, value)| [key, value]);
        if strings.chain(pairs).any(|text| text.as_bytes().contains(&0)) {
            return Some("an argument or environment variable holds a NUL byte".to_owned());
        }
        None
    }
}

/// Whether `path` is `folder` or lies inside it, symbolic links followed where they exist.
fn inside(path: &Path, folder: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    real(path).starts_with(real(folder))
}
