//! What the tests run: this test binary itself under another first argument, and short shell and Python scripts.

use std::ffi::OsString;
use std::path::Path;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use executor::{Cancel, Job, Limits, Means, Outcome};

/// First argument that makes this binary a fixture.
const FIXTURE: &str = "__fixture";

/// Runs before `main`: a test binary's own `main` belongs to the test harness, which knows nothing of helpers and fixtures.
#[used]
#[unsafe(link_section = ".init_array")]
static ENTRY: extern "C" fn() = {
    extern "C" fn entry() {
        if executor::supervise_main().is_some() {
            std::process::exit(0);
        }
        let args: Vec<String> = std::env::args().collect();
        if args.get(1).map(String::as_str) == Some(FIXTURE) {
            play(&args[2..]);
            std::process::exit(0);
        }
    }
    entry
};

fn play(args: &[String]) {
    let number = |place: usize| args[place].parse::<u64>().unwrap();
    match args[0].as_str() {
        "burn" => burn(Duration::from_millis(number(1))),
        "hold" => hold(number(1), number(2)),
        "bomb" => bomb(number(1)),
        "host" => crate::concurrency::host(Path::new(&args[1])),
        other => panic!("no fixture `{other}`"),
    }
}

/// Spins until this process has used that much CPU time, then prints what it has used, in microseconds.
fn burn(cpu: Duration) {
    let mut x = 1_u64;
    while used() < cpu {
        for _ in 0..10_000 {
            x = std::hint::black_box(x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1));
        }
    }
    println!("{}", used().as_micros());
}

/// Touches that many MiB and keeps them for that many milliseconds.
fn hold(mebibytes: u64, ms: u64) {
    let mut memory = vec![0_u8; (mebibytes << 20) as usize];
    for page in memory.chunks_mut(4096) {
        page[0] = 1;
    }
    std::hint::black_box(&memory);
    std::thread::sleep(Duration::from_millis(ms));
}

/// Doubles the number of processes that many times: bounded, so that a failure of the test leaves a machine that works.
fn bomb(doublings: u64) {
    for _ in 0..doublings {
        // SAFETY: there is one thread only, and the child does nothing but the same.
        unsafe { libc::fork() };
    }
    std::thread::sleep(Duration::from_secs(50));
}

/// CPU time of this process.
pub(crate) fn used() -> Duration {
    usage(libc::RUSAGE_SELF)
}

pub(crate) fn usage(who: libc::c_int) -> Duration {
    // SAFETY: an rusage holds integers only.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: the kernel writes one rusage to the place given.
    unsafe { libc::getrusage(who, &raw mut usage) };
    let time = |time: libc::timeval| Duration::new(time.tv_sec as u64, time.tv_usec as u32 * 1000);
    time(usage.ru_utime) + time(usage.ru_stime)
}

/// A job in an empty folder with generous limits, and the folder.
pub(crate) struct Bench {
    pub(crate) job: Job,
    pub(crate) folder: tempfile::TempDir,
}

/// All mechanisms that differ in how they kill, count and confine.
pub(crate) fn all_means() -> Vec<Means> {
    let on = Means::default();
    vec![on, Means { cgroup: false, ..on }, Means { cgroup: false, namespaces: false, ..on }]
}

pub(crate) fn bench(program: impl Into<OsString>, args: &[&str]) -> Bench {
    let folder = tempfile::tempdir().unwrap();
    let job = Job {
        program: program.into(),
        args: args.iter().map(Into::into).collect(),
        env: vec![("PATH".into(), std::env::var_os("PATH").unwrap())],
        dir: folder.path().to_path_buf(),
        hidden: Vec::new(),
        network: false,
        limits: Limits {
            cpu: Duration::from_secs(20),
            wall: Duration::from_mins(5),
            memory_bytes: 2 << 30,
            grace: Duration::ZERO,
        },
        output_bytes_max: 4096,
        means: Means::default(),
    };
    Bench { job, folder }
}

pub(crate) fn sh(script: &str) -> Bench {
    bench("sh", &["-c", script])
}

pub(crate) fn python(script: &str) -> Bench {
    static REAL: OnceLock<String> = OnceLock::new();
    // Not a wrapper script that finds the interpreter at a cost of its own.
    let real = REAL.get_or_init(|| {
        let ask = std::process::Command::new("python3").args(["-c", "import sys; print(sys.executable)"]).output();
        text(&ask.unwrap().stdout).trim().to_owned()
    });
    bench(real, &["-c", script])
}

pub(crate) fn rust(args: &[&str]) -> Bench {
    let mut all = vec![FIXTURE];
    all.extend(args);
    bench(std::env::current_exe().unwrap(), &all)
}

impl Bench {
    pub(crate) fn means(mut self, means: Means) -> Self {
        self.job.means = means;
        self
    }

    pub(crate) fn cpu_ms(mut self, ms: u64) -> Self {
        self.job.limits.cpu = Duration::from_millis(ms);
        self
    }

    pub(crate) fn wall_ms(mut self, ms: u64) -> Self {
        self.job.limits.wall = Duration::from_millis(ms);
        self
    }

    pub(crate) fn memory_mib(mut self, mebibytes: u64) -> Self {
        self.job.limits.memory_bytes = mebibytes << 20;
        self
    }

    pub(crate) fn grace_ms(mut self, ms: u64) -> Self {
        self.job.limits.grace = Duration::from_millis(ms);
        self
    }

    pub(crate) fn run(&self) -> Outcome {
        executor::run(&self.job, &Cancel::new().unwrap(), &mut |_| ()).unwrap()
    }

    /// Runs it and gives the time that went by as well.
    pub(crate) fn timed(&self) -> (Outcome, Duration) {
        let began = Instant::now();
        let outcome = self.run();
        (outcome, began.elapsed())
    }
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Process ids whose command line holds `mark`, zombies left out.
pub(crate) fn alive(mark: &str) -> Vec<i32> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir("/proc").unwrap().flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else {
            continue;
        };
        let line = std::fs::read(entry.path().join("cmdline")).unwrap_or_default();
        if text(&line).contains(mark) {
            found.push(pid);
        }
    }
    found
}
