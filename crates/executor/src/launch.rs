//! Starts the first process of a job inside its box.

use std::ffi::{CString, OsStr};
use std::fs;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Access, Mode, OFlags};
use rustix::io::Errno;
use rustix::pipe::{PipeFlags, pipe_with};
use rustix::process::{Pid, Resource, Rlimit, Signal};

use crate::cgroup::Group;
use crate::files;
use crate::kernel::{self, Alone, CStrings, Fork};
use crate::mounts;
use crate::namespaces;
use crate::{FilesBy, Job, Mechanism, NetworkBy, Refusal, tasks_max};

/// Longest time that building the box may take (a dead network disk in the job's path, say).
const SETUP_MAX: Duration = Duration::from_secs(30);
/// Where a bare program name is looked for when the job's environment has no `PATH`.
const DEFAULT_PATH: &str = "/usr/local/bin:/usr/bin:/bin";
/// Added to the CPU limit for `RLIMIT_CPU`, the kernel's own limit for each process: it must not ring before the bell.
const CPU_LIMIT_MARGIN_SECS: u64 = 2;
/// How much likelier than other processes a job is to be chosen when the machine runs out of memory.
const OOM_SCORE: &str = "500";

/// The first process of a job, running.
pub(crate) struct Launched {
    pub(crate) leader: Pid,
    pub(crate) pidfd: OwnedFd,
    pub(crate) stdout: OwnedFd,
    pub(crate) stderr: OwnedFd,
    pub(crate) started: Instant,
    /// CPU time it had used before it became the job's program.
    pub(crate) setup_cpu: Duration,
    /// Highest memory it had before it became the job's program.
    pub(crate) setup_peak_bytes: u64,
}

/// How the box is built.
pub(crate) struct Plan<'a> {
    pub(crate) job: &'a Job,
    pub(crate) mechanism: Mechanism,
    /// Whether the job gets namespaces, for whatever purpose.
    pub(crate) namespaces: bool,
    /// The politeness that the job is to have, the host's.
    pub(crate) nice: i32,
    pub(crate) group: Option<&'a Group>,
}

/// The steps of the child, in order; a failure is reported by the number of its step.
const STEPS: [&str; 10] = [
    "make a session",
    "redirect input and output",
    "join the cgroup",
    "set the limits",
    "make namespaces",
    "cover the hidden files",
    "enter the folder",
    "tie the job to its supervisor",
    "confine the job to its files",
    "start the program",
];
const START: u8 = 9;

/// What failed in the child.
struct Failure {
    step: u8,
    errno: Errno,
}

/// Starts the job's program; the box is complete before its first instruction.
pub(crate) fn launch(alone: Alone, plan: &Plan<'_>) -> Result<Launched, Refusal> {
    let job = plan.job;
    if !job.dir.is_dir() {
        return Err(Refusal::NoFolder(job.dir.clone()));
    }
    let program = resolve(job)?;
    let image = Image::new(job, &program)?;
    let setup = |step: &str| {
        let step = step.to_owned();
        move |errno: Errno| Refusal::Setup { step, errno: errno.raw_os_error() }
    };
    let pipe = || pipe_with(PipeFlags::CLOEXEC).map_err(setup("make a pipe"));
    let (stdout, stdout_writer) = pipe()?;
    let (stderr, stderr_writer) = pipe()?;
    let (report, report_writer) = pipe()?;
    let supervisor = rustix::process::getpid();

    let born_in = plan.group.and_then(|group| group.open().ok());
    let in_group = born_in.map(|folder| kernel::fork_into(alone, folder.as_fd())).and_then(Result::ok);
    let join = plan.group.filter(|_| in_group.is_none());
    let fork = in_group.map_or_else(|| kernel::fork(alone), Ok);
    match fork.map_err(setup("fork"))? {
        Fork::Child => {
            let pipes = Pipes { stdout: &stdout_writer, stderr: &stderr_writer, report: &report_writer };
            let failure = become_job(plan, join, supervisor, &pipes, &image);
            let mut record = vec![failure.step];
            record.extend(failure.errno.raw_os_error().to_ne_bytes());
            let _ = rustix::io::write(&report_writer, &record);
            kernel::exit_now(127)
        }
        Fork::Parent { child, pidfd } => {
            drop((stdout_writer, stderr_writer, report_writer));
            let record = read_report(&report);
            let (setup_cpu, setup_peak_bytes) = match parse_report(record.as_deref(), &program) {
                Ok(costs) => costs,
                Err(refusal) => {
                    let _ = rustix::process::kill_process(child, Signal::KILL);
                    return Err(refusal);
                }
            };
            let started = Instant::now();
            Ok(Launched { leader: child, pidfd, stdout, stderr, started, setup_cpu, setup_peak_bytes })
        }
    }
}

/// The child's ends of the pipes.
struct Pipes<'a> {
    stdout: &'a OwnedFd,
    stderr: &'a OwnedFd,
    report: &'a OwnedFd,
}

/// What `execve` is given.
struct Image {
    program: CString,
    args: CStrings,
    env: CStrings,
}

impl Image {
    fn new(job: &Job, program: &Path) -> Result<Self, Refusal> {
        let string = |bytes: Vec<u8>| {
            CString::new(bytes).map_err(|_| Refusal::Setup {
                step: "pass arguments and environment".to_owned(),
                errno: Errno::INVAL.raw_os_error(),
            })
        };
        let args = std::iter::once(&job.program).chain(&job.args).map(|arg| string(arg.as_bytes().to_vec()));
        let env = job.env.iter().map(|(key, value)| string([key.as_bytes(), b"=", value.as_bytes()].concat()));
        Ok(Self {
            program: string(program.as_os_str().as_bytes().to_vec())?,
            args: CStrings::new(args.collect::<Result<_, _>>()?),
            env: CStrings::new(env.collect::<Result<_, _>>()?),
        })
    }
}

/// Finds the program as a shell would, in the job's own `PATH`.
fn resolve(job: &Job) -> Result<PathBuf, Refusal> {
    let name = Path::new(&job.program);
    let executable = |path: &Path| path.is_file() && rustix::fs::access(path, Access::EXEC_OK).is_ok();
    if job.program.as_bytes().contains(&b'/') {
        let path = job.dir.join(name);
        return match path.is_file() {
            _ if executable(&path) => Ok(path),
            true => Err(Refusal::NotExecutable(path)),
            false => Err(Refusal::NoProgram(path)),
        };
    }
    let path = job.env.iter().find(|(key, _)| key == "PATH").map_or(OsStr::new(DEFAULT_PATH), |(_, value)| value);
    let candidates: Vec<PathBuf> =
        std::env::split_paths(path).filter(|folder| folder.is_absolute()).map(|folder| folder.join(name)).collect();
    if let Some(found) = candidates.iter().find(|path| executable(path)) {
        return Ok(found.clone());
    }
    match candidates.into_iter().find(|path| path.is_file()) {
        Some(path) => Err(Refusal::NotExecutable(path)),
        None => Err(Refusal::NoProgram(name.to_path_buf())),
    }
}

/// The child's side: builds the box around itself and becomes the program. Comes back only with what failed.
fn become_job(plan: &Plan<'_>, join: Option<&Group>, supervisor: Pid, pipes: &Pipes<'_>, image: &Image) -> Failure {
    let mut step = 0;
    match build_box(plan, join, supervisor, pipes, &mut step) {
        Ok(()) => Failure { step: START, errno: kernel::exec(&image.program, &image.args, &image.env) },
        Err(errno) => Failure { step, errno },
    }
}

fn build_box(plan: &Plan<'_>, join: Option<&Group>, supervisor: Pid, pipes: &Pipes<'_>, step: &mut u8) -> Result<(), Errno> {
    let Plan { job, mechanism, namespaces, .. } = plan;
    kernel::default_signals();
    rustix::process::setsid()?;

    *step = 1;
    let null = rustix::fs::open("/dev/null", OFlags::RDWR | OFlags::CLOEXEC, Mode::empty())?;
    rustix::stdio::dup2_stdin(&null)?;
    rustix::stdio::dup2_stdout(pipes.stdout)?;
    rustix::stdio::dup2_stderr(pipes.stderr)?;
    kernel::close_on_exec_above_stderr();

    *step = 2;
    if let Some(group) = join {
        group.join().map_err(|error| Errno::from_io_error(&error).unwrap_or(Errno::IO))?;
    }

    *step = 3;
    // Refused only where an administrator has forbidden it; then the job is chosen like any other process.
    let _ = fs::write("/proc/self/oom_score_adj", OOM_SCORE);
    kernel::set_nice(plan.nice);
    limit(Resource::Core, 0, 0)?;
    let cpu_secs = job.limits.cpu.as_secs().saturating_add(CPU_LIMIT_MARGIN_SECS);
    limit(Resource::Cpu, cpu_secs, cpu_secs.saturating_add(CPU_LIMIT_MARGIN_SECS))?;

    *step = 4;
    let dir = files::real_path(&job.dir);
    let hidden: Vec<PathBuf> = job.hidden.iter().flat_map(|path| mounts::paths_to(&files::real_path(path))).collect();
    if *namespaces {
        namespaces::enter(job.network, job.limits.memory_bytes)?;
        if !rustix::process::geteuid().is_root() {
            // Counted inside our own user namespace: elsewhere it would count all that the user runs.
            limit(Resource::Nproc, tasks_max(), tasks_max())?;
        }
    }

    *step = 5;
    if mechanism.files == FilesBy::Namespace {
        namespaces::protect(&dir, &hidden)?;
    }

    *step = 6;
    rustix::process::chdir(&dir)?;

    *step = 7;
    namespaces::bound_root();
    rustix::process::set_parent_process_death_signal(Some(Signal::KILL))?;
    if rustix::process::getppid() != Some(supervisor) {
        return Err(Errno::SRCH);
    }

    *step = 8;
    rustix::thread::set_no_new_privs(true)?;
    if matches!(mechanism.files, FilesBy::Landlock { .. }) {
        let no_tcp = mechanism.network == NetworkBy::Landlock;
        files::confine(&dir, &hidden, no_tcp).map_err(|_| Errno::PERM)?;
    }

    *step = START;
    let mut record = vec![u8::MAX];
    record.extend((kernel::own_cpu().as_nanos() as u64).to_ne_bytes());
    record.extend(kernel::booked_on_self().peak_bytes.to_ne_bytes());
    rustix::io::write(pipes.report, &record)?;
    Ok(())
}

/// Lowers a limit, never above what we have ourselves.
fn limit(resource: Resource, soft: u64, hard: u64) -> Result<(), Errno> {
    let have = rustix::process::getrlimit(resource);
    let within = |value: u64| have.maximum.map_or(value, |maximum| value.min(maximum));
    rustix::process::setrlimit(resource, Rlimit { current: Some(within(soft)), maximum: Some(within(hard)) })
}

/// All that the child writes until it becomes the program (or dies); nothing if that takes too long.
fn read_report(report: &OwnedFd) -> Option<Vec<u8>> {
    let end = Instant::now() + SETUP_MAX;
    let mut record = Vec::new();
    let mut chunk = [0; 64];
    loop {
        let left = end.checked_duration_since(Instant::now())?;
        let timeout = Timespec { tv_sec: left.as_secs() as i64, tv_nsec: left.subsec_nanos().into() };
        match poll(&mut [PollFd::new(report, PollFlags::IN)], Some(&timeout)) {
            Ok(0) | Err(Errno::INTR) => continue,
            Ok(_) => {}
            Err(_) => return None,
        }
        match rustix::io::read(report, &mut chunk) {
            Ok(0) => return Some(record),
            Ok(count) => record.extend_from_slice(&chunk[..count]),
            Err(Errno::INTR) => {}
            Err(_) => return None,
        }
    }
}

/// CPU time and memory of building the box, or why the program did not start.
fn parse_report(record: Option<&[u8]>, program: &Path) -> Result<(Duration, u64), Refusal> {
    let refusal = |step: &str, errno: i32| Refusal::Setup { step: step.to_owned(), errno };
    let Some(record) = record else {
        return Err(refusal("build the box in time", Errno::TIMEDOUT.raw_os_error()));
    };
    let (costs, failure) = match record.split_first() {
        Some((&u8::MAX, rest)) if rest.len() >= 16 => rest.split_at(16),
        _ => (&[][..], record),
    };
    if let Some((&step, rest)) = failure.split_first() {
        let errno = rest.first_chunk().map_or(0, |bytes| i32::from_ne_bytes(*bytes));
        let program = program.to_path_buf();
        return Err(match Errno::from_raw_os_error(errno) {
            Errno::NOENT if step == START => Refusal::NoInterpreter(program),
            Errno::ACCESS if step == START => Refusal::NotExecutable(program),
            Errno::NOEXEC if step == START => Refusal::UnknownFormat(program),
            _ => refusal(STEPS.get(usize::from(step)).unwrap_or(&"build the box"), errno),
        });
    }
    let number = |place: usize| costs.get(place..place + 8)?.first_chunk().map(|bytes| u64::from_ne_bytes(*bytes));
    match (number(0), number(8)) {
        (Some(cpu), Some(peak_bytes)) => Ok((Duration::from_nanos(cpu), peak_bytes)),
        _ => Err(refusal("build the box: it was killed", Errno::CHILD.raw_os_error())),
    }
}
