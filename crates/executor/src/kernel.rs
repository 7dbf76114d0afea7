//! The calls to the kernel that no safe wrapper offers. All `unsafe` code of the workspace is in this file.

use std::ffi::{CStr, CString};
use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd};
use std::time::Duration;

use rustix::io::Errno;
use rustix::process::{Pid, PidfdFlags, pidfd_open};
use rustix::thread::UnshareFlags;

/// Proof that this process has one thread only, without which a forked child may do nothing but call `exec`: another thread
/// could have held the allocator's lock at the moment of the fork.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Alone(());

impl Alone {
    /// Counts the threads of this process.
    pub(crate) fn check() -> Option<Self> {
        let threads = std::fs::read_dir("/proc/self/task").ok()?.count();
        (threads == 1).then_some(Self(()))
    }
}

/// The two sides of a fork.
pub(crate) enum Fork {
    /// We are the child.
    Child,
    /// We are the parent of this child; the descriptor is readable when it has exited.
    Parent { child: Pid, pidfd: OwnedFd },
}

/// Forks. The child has one thread and may go on as any program does.
pub(crate) fn fork(_alone: Alone) -> Result<Fork, Errno> {
    // SAFETY: by `Alone` there is no other thread, so the child's copy of the memory is consistent.
    let pid = unsafe { libc::fork() };
    match Pid::from_raw(pid) {
        _ if pid < 0 => Err(last_errno()),
        None => Ok(Fork::Child),
        Some(child) => parent_of(child),
    }
}

/// Forks with the child born in the cgroup whose folder is given. Moving it there later would stall every fork of the machine for
/// a grace period of the kernel.
pub(crate) fn fork_into(_alone: Alone, cgroup: BorrowedFd<'_>) -> Result<Fork, Errno> {
    // SAFETY: the structure holds integers only, for which all zeros is a value.
    let mut args: libc::clone_args = unsafe { std::mem::zeroed() };
    args.flags = CLONE_INTO_CGROUP;
    args.exit_signal = libc::SIGCHLD as u64;
    args.cgroup = cgroup.as_raw_fd() as u64;
    // SAFETY: without CLONE_VM this is a fork: the child gets a copy of the memory and returns on a copy of this stack, and by `Alone`
    // no other thread holds a lock in that copy. The C library's fork handlers are skipped; we register none.
    let pid = unsafe { libc::syscall(libc::SYS_clone3, &raw mut args, size_of::<libc::clone_args>()) };
    match Pid::from_raw(pid as i32) {
        _ if pid < 0 => Err(last_errno()),
        None => Ok(Fork::Child),
        Some(child) => parent_of(child),
    }
}

const CLONE_INTO_CGROUP: u64 = 0x2_0000_0000;

fn parent_of(child: Pid) -> Result<Fork, Errno> {
    match pidfd_open(child, PidfdFlags::empty()) {
        Ok(pidfd) => Ok(Fork::Parent { child, pidfd }),
        Err(errno) => {
            let _ = rustix::process::kill_process(child, rustix::process::Signal::KILL);
            let _ = rustix::process::waitpid(Some(child), rustix::process::WaitOptions::empty());
            Err(errno)
        }
    }
}

/// Ends this process without running destructors or exit handlers, which belong to the process it was forked from.
pub(crate) fn exit_now(code: i32) -> ! {
    // SAFETY: `_exit` has no precondition.
    unsafe { libc::_exit(code) }
}

/// Strings in the form `execve` wants: built before the fork, so that nothing is left to fail after it.
pub(crate) struct CStrings {
    /// Keeps the memory that `pointers` points to.
    _strings: Vec<CString>,
    /// One pointer a string, and a null at the end.
    pointers: Vec<*const libc::c_char>,
}

impl CStrings {
    pub(crate) fn new(strings: Vec<CString>) -> Self {
        let end = std::iter::once(std::ptr::null());
        let pointers = strings.iter().map(|string| string.as_ptr()).chain(end).collect();
        Self { _strings: strings, pointers }
    }
}

/// Becomes another program; returns only when that fails.
pub(crate) fn exec(program: &CStr, args: &CStrings, env: &CStrings) -> Errno {
    // SAFETY: all three point to NUL-terminated strings owned by the borrowed values, and both lists end in a null pointer.
    unsafe { libc::execve(program.as_ptr(), args.pointers.as_ptr(), env.pointers.as_ptr()) };
    last_errno()
}

/// Gives every signal its default disposition and unblocks all.
pub(crate) fn default_signals() {
    for signal in 1..=64 {
        // SAFETY: SIG_DFL runs no code of ours; numbers that may not be set (9, 19, 32, 33) are refused with an error.
        unsafe { libc::signal(signal, libc::SIG_DFL) };
    }
    let mut none = std::mem::MaybeUninit::<libc::sigset_t>::uninit();
    // SAFETY: `sigemptyset` initialises the set it is given.
    unsafe { libc::sigemptyset(none.as_mut_ptr()) };
    // SAFETY: the set was initialised above; the old mask is not asked for.
    unsafe { libc::sigprocmask(libc::SIG_SETMASK, none.as_ptr(), std::ptr::null_mut()) };
}

/// Ignores the signals by which a terminal or a service manager ends a whole group: a supervisor goes by its control channel.
pub(crate) fn ignore_polite_signals() {
    for signal in [libc::SIGHUP, libc::SIGINT, libc::SIGQUIT, libc::SIGTERM, libc::SIGPIPE, libc::SIGTSTP] {
        // SAFETY: SIG_IGN runs no code of ours.
        unsafe { libc::signal(signal, libc::SIG_IGN) };
    }
}

/// Marks every descriptor above stderr to be closed by `exec`.
pub(crate) fn close_on_exec_above_stderr() {
    let (first, last) = (3_u32, u32::MAX);
    // SAFETY: marking closes nothing that this process still uses; `exec` closes what no longer has a user.
    let done = unsafe { libc::syscall(libc::SYS_close_range, first, last, libc::CLOSE_RANGE_CLOEXEC) };
    if done == 0 {
        return;
    }
    // Kernels before 5.11.
    let Ok(entries) = std::fs::read_dir("/proc/self/fd") else {
        return;
    };
    for fd in entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok()) {
        if fd > 2 {
            // SAFETY: setting a flag on a number that is no descriptor is refused with an error.
            unsafe { libc::fcntl(fd, libc::F_SETFD, libc::FD_CLOEXEC) };
        }
    }
}

/// Closes every descriptor above stderr.
pub(crate) fn close_above_stderr() {
    let (first, last, flags) = (3_u32, u32::MAX, 0_u32);
    // SAFETY: called first thing in a fresh process, before it has opened anything that an object of ours owns.
    unsafe { libc::syscall(libc::SYS_close_range, first, last, flags) };
}

/// CPU time of all threads, living and dead, of one process; of a zombie too, until it is reaped.
pub(crate) fn cpu_of(process: Pid) -> Option<Duration> {
    // The kernel's encoding of "the scheduler's clock of process N" (what `clock_getcpuclockid` computes).
    clock(((!process.as_raw_nonzero().get()) << 3) | 2)
}

/// CPU time of this process.
pub(crate) fn own_cpu() -> Duration {
    clock(libc::CLOCK_PROCESS_CPUTIME_ID).unwrap_or_default()
}

fn clock(id: libc::clockid_t) -> Option<Duration> {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the kernel writes one timespec to the place given, or refuses.
    let answer = unsafe { libc::clock_gettime(id, &raw mut time) };
    (answer == 0).then(|| Duration::new(time.tv_sec.unsigned_abs(), time.tv_nsec as u32))
}

/// What the kernel has booked on processes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Booked {
    pub(crate) user: Duration,
    pub(crate) sys: Duration,
    /// Highest resident memory of one process.
    pub(crate) peak_bytes: u64,
    pub(crate) read_bytes: u64,
    pub(crate) written_bytes: u64,
}

/// What is booked on all reaped children of this process, and on all that they had reaped.
pub(crate) fn booked_on_children() -> Booked {
    booked(libc::RUSAGE_CHILDREN)
}

/// What is booked on this process.
pub(crate) fn booked_on_self() -> Booked {
    booked(libc::RUSAGE_SELF)
}

fn booked(who: libc::c_int) -> Booked {
    let mut usage = std::mem::MaybeUninit::<libc::rusage>::zeroed();
    // SAFETY: the kernel writes one rusage to the place given.
    unsafe { libc::getrusage(who, usage.as_mut_ptr()) };
    // SAFETY: all zeros was a value already, and the kernel only writes values.
    let usage = unsafe { usage.assume_init() };
    let time = |time: libc::timeval| Duration::new(time.tv_sec.unsigned_abs(), time.tv_usec as u32 * 1000);
    Booked {
        user: time(usage.ru_utime),
        sys: time(usage.ru_stime),
        peak_bytes: usage.ru_maxrss.unsigned_abs() * 1024,
        read_bytes: usage.ru_inblock.unsigned_abs() * 512,
        written_bytes: usage.ru_oublock.unsigned_abs() * 512,
    }
}

/// Leaves the namespaces of the parent for fresh ones. `flags` must not hold `FILES`.
pub(crate) fn unshare(flags: UnshareFlags) -> Result<(), Errno> {
    debug_assert!(!flags.contains(UnshareFlags::FILES));
    // SAFETY: only unsharing the table of descriptors is unsafe, and that is not asked for.
    unsafe { rustix::thread::unshare_unsafe(flags) }
}

/// Brings the loopback interface of a fresh network namespace up, so that programs that talk to themselves over 127.0.0.1 work.
pub(crate) fn loopback_up() -> Result<(), Errno> {
    // SAFETY: `socket` has no precondition.
    let socket = unsafe { libc::socket(libc::AF_INET, libc::SOCK_DGRAM | libc::SOCK_CLOEXEC, 0) };
    if socket < 0 {
        return Err(last_errno());
    }
    // SAFETY: the descriptor is fresh and owned by nobody else.
    let socket = unsafe { OwnedFd::from_raw_fd(socket) };
    // SAFETY: the structure holds integers and arrays of them only, for which all zeros is a value.
    let mut request: libc::ifreq = unsafe { std::mem::zeroed() };
    request.ifr_name[0] = b'l' as libc::c_char;
    request.ifr_name[1] = b'o' as libc::c_char;
    request.ifr_ifru.ifru_flags = libc::IFF_UP as libc::c_short;
    // SAFETY: SIOCSIFFLAGS reads one ifreq, whose name is NUL-terminated, and writes nothing.
    let done = unsafe { libc::ioctl(socket.as_fd().as_raw_fd(), libc::SIOCSIFFLAGS, &raw const request) };
    if done < 0 { Err(last_errno()) } else { Ok(()) }
}

/// Makes a mount and all below it read-only in this mount namespace, or this mount alone writable again.
pub(crate) fn set_read_only(path: &CStr, read_only: bool) -> Result<(), Errno> {
    let attributes = MountAttributes {
        set: if read_only { MOUNT_ATTR_RDONLY } else { 0 },
        clear: if read_only { 0 } else { MOUNT_ATTR_RDONLY },
        propagation: 0,
        userns: 0,
    };
    let recursive = if read_only { libc::AT_RECURSIVE } else { 0 };
    // SAFETY: the path is NUL-terminated, and the structure has the layout and the size that are passed.
    let done = unsafe {
        libc::syscall(
            libc::SYS_mount_setattr,
            libc::AT_FDCWD,
            path.as_ptr(),
            recursive,
            &raw const attributes,
            size_of::<MountAttributes>(),
        )
    };
    if done < 0 { Err(last_errno()) } else { Ok(()) }
}

const MOUNT_ATTR_RDONLY: u64 = 1;

/// The kernel's `struct mount_attr`.
#[repr(C)]
struct MountAttributes {
    set: u64,
    clear: u64,
    propagation: u64,
    userns: u64,
}

/// Takes every capability but `kept` (a bit each) out of what programs run from here can ever gain.
pub(crate) fn bound_capabilities(kept: u64) {
    for capability in (0..64).filter(|capability| kept & (1_u64 << capability) == 0) {
        // SAFETY: the call takes integers only; numbers the kernel does not know are refused with an error.
        unsafe { libc::prctl(libc::PR_CAPBSET_DROP, capability, 0, 0, 0) };
    }
}

/// Lets this process run soon after it wakes, however many others want to: a supervisor that waits behind a fork bomb cannot end it. Asks
/// for the shortest time slice (anybody may, since Linux 6.12) and a high priority (root). Children get neither.
pub(crate) fn be_nimble() {
    let attributes = |nice| SchedulerAttributes {
        size: size_of::<SchedulerAttributes>() as u32,
        policy: libc::SCHED_OTHER as u32,
        flags: SCHED_FLAG_RESET_ON_FORK,
        nice,
        priority: 0,
        slice_ns: SLICE_NS_MIN,
        deadline_ns: 0,
        period_ns: 0,
    };
    let set = |attributes: SchedulerAttributes| {
        // SAFETY: the structure has the layout and the size that it states; the kernel reads it only.
        unsafe { libc::syscall(libc::SYS_sched_setattr, 0, &raw const attributes, 0_u32) == 0 }
    };
    if !set(attributes(SUPERVISOR_NICE)) {
        // Without it the job is watched all the same, only less promptly.
        let _ = set(attributes(nice()));
    }
}

const SCHED_FLAG_RESET_ON_FORK: u64 = 1;
const SLICE_NS_MIN: u64 = 100_000;
const SUPERVISOR_NICE: i32 = -15;

/// The kernel's `struct sched_attr`, first version.
#[repr(C)]
struct SchedulerAttributes {
    size: u32,
    policy: u32,
    flags: u64,
    nice: i32,
    priority: u32,
    slice_ns: u64,
    deadline_ns: u64,
    period_ns: u64,
}

/// Politeness of this process, -20 to 19.
pub(crate) fn nice() -> i32 {
    // SAFETY: takes integers only. An error would read as -1, which asking for oneself cannot give.
    unsafe { libc::getpriority(libc::PRIO_PROCESS, 0) }
}

/// Makes this process more polite; less is for root only.
pub(crate) fn set_nice(nice: i32) {
    // SAFETY: takes integers only.
    unsafe { libc::setpriority(libc::PRIO_PROCESS, 0, nice) };
}

/// Version of the Landlock interface; none where the kernel has no Landlock or has it switched off.
pub(crate) fn landlock_abi() -> Option<u8> {
    const VERSION: u32 = 1;
    // SAFETY: with this flag the call reads no structure; null and zero are what it demands.
    let abi = unsafe { libc::syscall(libc::SYS_landlock_create_ruleset, std::ptr::null::<u8>(), 0_usize, VERSION) };
    u8::try_from(abi).ok().filter(|&abi| abi > 0)
}

fn last_errno() -> Errno {
    Errno::from_io_error(&io::Error::last_os_error()).unwrap_or(Errno::IO)
}
