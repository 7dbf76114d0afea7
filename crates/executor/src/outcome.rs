//! What came of a job: how it ended, what it cost, and what watched over it.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Everything known about a job after its last process is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// How it ended.
    pub ending: Ending,
    /// What it cost.
    pub usage: Usage,
    /// The last bytes of stdout, at most `output_bytes_max`.
    pub stdout_tail: Vec<u8>,
    /// The last bytes of stderr, at most `output_bytes_max`.
    pub stderr_tail: Vec<u8>,
    /// Which mechanisms were in force.
    pub mechanism: Mechanism,
    /// Processes, the first one aside, that had to be ended after the bell or after the first one's exit.
    pub leftovers: u32,
    /// Processes that outlived SIGKILL for [`crate::KILL_MAX`] (stuck inside the kernel, say on a dead network disk). Zero in any
    /// healthy run.
    pub survivors: u32,
    /// CPU time of our own: the supervisor, and setting up the box. Not part of `usage`.
    pub harness_cpu: Duration,
}

/// How a job ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// Exit code 0 within all limits.
    Done,
    /// The first process returned this exit code, not 0.
    ExitCode(i32),
    /// The first process died of this signal, which we did not send.
    Signal(i32),
    /// The tree used more CPU time than its limit, even when it had ended by itself before the bell was rung.
    OutOfCpu,
    /// The wall clock ran out.
    OutOfTime,
    /// The tree held more memory than its limit, or the kernel ended it for want of memory.
    OutOfMemory,
    /// The tree grew past [`crate::PROCESSES_MAX`] processes.
    TooManyProcesses,
    /// The caller cancelled it.
    Cancelled,
    /// The program was never started.
    NotStarted {
        /// Why.
        reason: Refusal,
    },
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Done => f.write_str("done"),
            Self::ExitCode(code) => write!(f, "exit code {code}"),
            Self::Signal(signal) => write!(f, "killed by signal {signal}"),
            Self::OutOfCpu => f.write_str("out of CPU time"),
            Self::OutOfTime => f.write_str("out of time"),
            Self::OutOfMemory => f.write_str("out of memory"),
            Self::TooManyProcesses => f.write_str("too many processes"),
            Self::Cancelled => f.write_str("cancelled"),
            Self::NotStarted { reason } => write!(f, "not started: {reason}"),
        }
    }
}

/// Why a program was never started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// No such file, or no such name in `PATH`.
    NoProgram(PathBuf),
    /// The file is there but may not be executed.
    NotExecutable(PathBuf),
    /// The kernel does not know the format (a script without a `#!` line, another machine's binary).
    UnknownFormat(PathBuf),
    /// The file is there, but the interpreter its first line (or its loader section) names is not.
    NoInterpreter(PathBuf),
    /// The working directory is missing or may not be entered.
    NoFolder(PathBuf),
    /// Some step of building the box failed: the step, and the kernel's error number.
    Setup {
        /// What was being done.
        step: String,
        /// The kernel's error number.
        errno: i32,
    },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoProgram(path) => write!(f, "no such program `{}`", path.display()),
            Self::NotExecutable(path) => write!(f, "`{}` may not be executed", path.display()),
            Self::UnknownFormat(path) => write!(f, "`{}` is not in a format that can be executed", path.display()),
            Self::NoInterpreter(path) => {
                write!(f, "the interpreter of `{}` is missing", path.display())
            }
            Self::NoFolder(path) => {
                write!(f, "the folder `{}` is missing or closed", path.display())
            }
            Self::Setup { step, errno } => {
                write!(f, "could not {step}: {}", std::io::Error::from_raw_os_error(*errno))
            }
        }
    }
}

impl Refusal {
    /// What the user can do about it, where there is something.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NoProgram(path) if path.components().count() == 1 => {
                format!("install `{0}`, or give its full path (`command -v {0}`)", path.display())
            }
            Self::NoProgram(path) => format!("check the path with `ls -l {}`", path.display()),
            Self::NotExecutable(path) => format!("run `chmod +x {}`, or name its interpreter first", path.display()),
            Self::UnknownFormat(path) => {
                format!("begin `{}` with a line such as `#!/usr/bin/env python3`, or name its interpreter first", path.display())
            }
            Self::NoInterpreter(path) => {
                format!("look at the first line with `head -1 {}`; Windows line ends break it too", path.display())
            }
            Self::NoFolder(_) | Self::Setup { .. } => return None,
        })
    }
}

/// What a job cost, all processes of its tree together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// User plus system time.
    pub cpu: Duration,
    /// User time.
    pub user: Duration,
    /// System time.
    pub sys: Duration,
    /// From the start of the program to the exit of the first process, or to the end of the tree when the bell rang.
    pub wall: Duration,
    /// Highest resident memory seen, pages shared by several processes counted once where the kernel tells. At least the
    /// peak of the largest single process; between two looks (2 to 100 ms apart) a peak of several processes can be missed.
    pub peak_bytes: u64,
    /// Bytes read from block devices; none where the kernel does not count them.
    pub read_bytes: Option<u64>,
    /// Bytes written to block devices; none where the kernel does not count them.
    pub written_bytes: Option<u64>,
}

/// What a running job has used so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// CPU time of the whole tree.
    pub cpu: Duration,
    /// Time on the wall clock.
    pub wall: Duration,
    /// Resident memory now.
    pub bytes: u64,
}

/// Which mechanisms watched over a job; recorded beside every measured cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Mechanism {
    /// How the tree is ended.
    pub kill: KillBy,
    /// How memory is capped.
    pub memory: MemoryBy,
    /// How CPU time is counted.
    pub cpu: CpuBy,
    /// How files are kept unreadable and unwritable.
    pub files: FilesBy,
    /// How the network is kept off.
    pub network: NetworkBy,
}

impl fmt::Display for Mechanism {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "kill: {}, memory: {}, CPU: {}, ", self.kill, self.memory, self.cpu)?;
        write!(f, "files: {}, network: {}", self.files, self.network)
    }
}

/// How a process tree is ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KillBy {
    /// `cgroup.kill`: the kernel ends all of it at once (and the subreaper behind it).
    Cgroup2,
    /// A supervisor to which all orphans fall, and which kills and reaps until it has no child left.
    Subreaper,
}

impl fmt::Display for KillBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cgroup2 => "cgroup 2",
            Self::Subreaper => "subreaper",
        })
    }
}

/// How memory is capped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemoryBy {
    /// `memory.max`: the kernel refuses more.
    Cgroup,
    /// The supervisor looks every 2 to 100 ms, the closer to the cap the oftener: a fast allocator overshoots a little.
    Watchdog,
}

impl fmt::Display for MemoryBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cgroup => "cgroup 2",
            Self::Watchdog => "watchdog",
        })
    }
}

/// How CPU time is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CpuBy {
    /// `cpu.stat`: the kernel counts every process that was ever in the cgroup.
    Cgroup,
    /// The clocks of the living processes plus `getrusage` of the reaped ones. A process whose parent ignores SIGCHLD is reaped by
    /// nobody, and its time is lost when it ends; the wall clock is the limit then.
    Tree,
}

impl fmt::Display for CpuBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cgroup => "cgroup 2",
            Self::Tree => "process tree",
        })
    }
}

/// How files are kept unreadable and unwritable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FilesBy {
    /// Landlock, at this version of its interface (1 and 2 cannot refuse `truncate`).
    Landlock {
        /// Version of the interface.
        abi: u8,
    },
    /// A mount namespace in which hidden paths are covered and everything but the job's folder is read-only.
    Namespace,
    /// Nothing: the job can read and write what the user can.
    None,
}

impl fmt::Display for FilesBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Landlock { abi } => write!(f, "Landlock {abi}"),
            Self::Namespace => f.write_str("mount namespace"),
            Self::None => f.write_str("not protected"),
        }
    }
}

/// How the network is kept off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NetworkBy {
    /// The job asked for the network and has it.
    Allowed,
    /// A network namespace with a loopback of its own and nothing else.
    Namespace,
    /// Landlock: no TCP port can be bound or reached; UDP is not covered.
    Landlock,
    /// Nothing: the network is open although it should not be.
    None,
}

impl fmt::Display for NetworkBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Allowed => "allowed",
            Self::Namespace => "namespace",
            Self::Landlock => "Landlock (TCP)",
            Self::None => "not protected",
        })
    }
}
