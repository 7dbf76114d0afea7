//! The processes below a supervisor, found through `/proc`.
//!
//! A supervisor is a subreaper, so whatever a job forks is below it at every moment, however often it daemonises.

use std::time::Duration;

use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use rustix::process::Pid;

use crate::kernel;

/// One living process (or zombie) of a tree.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Member {
    pub(crate) pid: Pid,
    /// One letter: `Z` and `X` are dead.
    pub(crate) state: u8,
    pub(crate) threads: usize,
    /// Its process group.
    pub(crate) group: Option<Pid>,
    /// Start time in clock ticks since boot: with the process id it names a process for good.
    pub(crate) start_ticks: u64,
    /// CPU time of its own threads.
    pub(crate) own_cpu: Duration,
    /// CPU time of the children it has reaped.
    pub(crate) reaped_cpu: Duration,
    pub(crate) resident_bytes: u64,
}

impl Member {
    /// Whether it can still run.
    pub(crate) fn lives(&self) -> bool {
        !matches!(self.state, b'Z' | b'X')
    }
}

/// The tree below this process.
#[derive(Debug)]
pub(crate) struct Tree {
    root: Pid,
    /// Members of the last look, parents before children.
    members: Vec<Pid>,
    /// The machine's newest process id before the last walk: while it stays, nobody has forked.
    newest: Option<u64>,
    /// Whether `/proc/PID/task/TID/children` is there (most kernels); else all of `/proc` is searched.
    lists_children: bool,
    buffer: Vec<u8>,
}

impl Tree {
    pub(crate) fn below_self() -> Self {
        let root = rustix::process::getpid();
        let mut tree = Self { root, members: Vec::new(), newest: None, lists_children: true, buffer: Vec::with_capacity(4096) };
        let path = format!("/proc/{root}/task/{root}/children");
        tree.lists_children = tree.read(&path).is_some();
        tree
    }

    /// The members now, parents before children; no more than `count_max`, whoever they are then.
    ///
    /// A parent's record is read before its children are, so that a child reaped in between is missed once (the next look
    /// finds it in its parent's `reaped_cpu`), never counted twice.
    pub(crate) fn look(&mut self, count_max: usize) -> Vec<Member> {
        let newest = self.newest_pid();
        let known = std::mem::take(&mut self.members);
        let members = if newest.is_some() && newest == self.newest {
            known.into_iter().filter_map(|pid| self.member(pid).map(|(member, _)| member)).collect()
        } else if self.lists_children {
            self.walk(count_max)
        } else {
            self.search(count_max)
        };
        self.newest = newest;
        self.members = members.iter().map(|member| member.pid).collect();
        members
    }

    /// Forgets what is known, so that the next look walks the whole tree.
    pub(crate) fn forget(&mut self) {
        self.newest = None;
    }

    /// Start time of whatever has this process id now.
    pub(crate) fn start_ticks(&mut self, pid: Pid) -> Option<u64> {
        self.member(pid).map(|(member, _)| member.start_ticks)
    }

    /// Our own children, except some.
    pub(crate) fn children_but(&mut self, some: &[Pid]) -> Vec<Pid> {
        self.own_children().into_iter().filter(|child| !some.contains(child)).collect()
    }

    /// Breadth first from our own children. A fork bomb can grow faster than it is walked, hence the bound.
    fn walk(&mut self, count_max: usize) -> Vec<Member> {
        let mut queue = self.own_children();
        let mut members: Vec<Member> = Vec::with_capacity(queue.len());
        let mut next = 0;
        while let Some(&pid) = queue.get(next).filter(|_| members.len() < count_max) {
            next += 1;
            let Some((member, _)) = self.member(pid) else {
                continue;
            };
            members.push(member);
            if !member.lives() || queue.len() > count_max {
                continue;
            }
            for child in self.children(pid, member.threads) {
                // A process that is handed to another parent while we walk may be listed under both.
                if !queue.contains(&child) {
                    queue.push(child);
                }
            }
        }
        members
    }

    fn own_children(&mut self) -> Vec<Pid> {
        self.children(self.root, 1)
    }

    /// Children of all threads of a process.
    fn children(&mut self, pid: Pid, threads: usize) -> Vec<Pid> {
        let mut found = Vec::new();
        if threads <= 1 {
            self.children_of_thread(pid, pid, &mut found);
            return found;
        }
        let Ok(entries) = std::fs::read_dir(format!("/proc/{pid}/task")) else {
            return found;
        };
        for thread in entries.flatten().filter_map(|entry| parse_pid(entry.file_name().as_encoded_bytes())) {
            self.children_of_thread(pid, thread, &mut found);
        }
        found
    }

    fn children_of_thread(&mut self, pid: Pid, thread: Pid, found: &mut Vec<Pid>) {
        if let Some(text) = self.read(&format!("/proc/{pid}/task/{thread}/children")) {
            found.extend(text.split(u8::is_ascii_whitespace).filter_map(parse_pid));
        }
    }

    /// The slow way: every process of the machine, by its parent.
    fn search(&mut self, count_max: usize) -> Vec<Member> {
        let Ok(entries) = std::fs::read_dir("/proc") else {
            return Vec::new();
        };
        let pids = entries.flatten().filter_map(|entry| parse_pid(entry.file_name().as_encoded_bytes()));
        let mut others: Vec<(Member, Pid)> = pids.filter_map(|pid| self.member(pid)).collect();
        let mut members: Vec<Member> = Vec::new();
        let mut parents = vec![self.root];
        while !parents.is_empty() {
            let (found, rest): (Vec<_>, Vec<_>) = others.into_iter().partition(|(_, parent)| parents.contains(parent));
            others = rest;
            parents = found.iter().map(|(member, _)| member.pid).collect();
            members.extend(found.into_iter().map(|(member, _)| member));
        }
        members.truncate(count_max);
        members
    }

    /// One process and its parent, if it is still there.
    fn member(&mut self, pid: Pid) -> Option<(Member, Pid)> {
        let stat = self.read(&format!("/proc/{pid}/stat"))?;
        // The name in brackets may itself hold blanks and brackets.
        let end = stat.iter().rposition(|&byte| byte == b')')?;
        let fields: Vec<&[u8]> = stat.get(end + 2..)?.split(|&byte| byte == b' ').take(22).collect();
        let number = |place: usize| parse_number(fields.get(place)?);
        let ticks = number(13)? + number(14)?;
        let member = Member {
            pid,
            state: *fields.first()?.first()?,
            group: fields.get(2).and_then(|field| parse_pid(field)),
            threads: number(17)? as usize,
            start_ticks: number(19)?,
            own_cpu: Duration::ZERO,
            reaped_cpu: Duration::from_micros(ticks * 1_000_000 / ticks_per_second()),
            resident_bytes: number(21)? * rustix::param::page_size() as u64,
        };
        let parent = parse_pid(fields.get(1)?).unwrap_or(pid);
        let own_cpu = kernel::cpu_of(pid).unwrap_or_default();
        Some((Member { own_cpu, ..member }, parent))
    }

    /// Last field of `/proc/loadavg`: the newest process id (threads included).
    fn newest_pid(&mut self) -> Option<u64> {
        let text = self.read("/proc/loadavg")?;
        parse_number(text.trim_ascii_end().rsplit(|&byte| byte == b' ').next()?)
    }

    fn read(&mut self, path: &str) -> Option<&[u8]> {
        read_into(path, &mut self.buffer).ok()?;
        Some(&self.buffer)
    }
}

/// What one process holds itself, from `/proc/PID/status`: file-backed pages left out, shared ones counted in full. Zero if it has
/// gone.
pub(crate) fn held_bytes(pid: Pid) -> u64 {
    let mut text = Vec::with_capacity(2048);
    match read_into(format!("/proc/{pid}/status"), &mut text) {
        Ok(()) => kibibytes(&text, &[b"RssAnon:", b"RssShmem:", b"VmSwap:"]) * 1024,
        Err(_) => 0,
    }
}

/// Memory of one process, each page divided by the number of processes that share it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Share {
    /// All resident pages.
    pub(crate) resident_bytes: u64,
    /// Without the file-backed ones, with swap.
    pub(crate) held_bytes: u64,
}

/// Reads `/proc/PID/smaps_rollup`: nothing where that is forbidden, zero if the process has gone. Costs the kernel a walk over the
/// page table: about 1 ms for 200 MB.
pub(crate) fn share(pid: Pid) -> Option<Share> {
    let mut text = Vec::with_capacity(1024);
    match read_into(format!("/proc/{pid}/smaps_rollup"), &mut text) {
        Ok(()) => {}
        Err(Errno::ACCESS | Errno::PERM) => return None,
        Err(_) => return Some(Share::default()),
    }
    let resident_bytes = kibibytes(&text, &[b"Pss:"]) * 1024;
    let swap = kibibytes(&text, &[b"SwapPss:"]) * 1024;
    let file = kibibytes(&text, &[b"Pss_File:"]) * 1024;
    Some(Share { resident_bytes, held_bytes: resident_bytes.saturating_sub(file) + swap })
}

/// Sum of the lines that begin with one of `names`.
fn kibibytes(text: &[u8], names: &[&[u8]]) -> u64 {
    let lines = text.split(|&byte| byte == b'\n');
    let values = lines.filter_map(|line| names.iter().find_map(|name| line.strip_prefix(*name)));
    values.filter_map(|value| parse_number(value.trim_ascii().split(|&byte| byte == b' ').next()?)).sum()
}

/// Reads a small file that the kernel makes up, with one call where it fits.
pub(crate) fn read_into(path: impl rustix::path::Arg, buffer: &mut Vec<u8>) -> Result<(), Errno> {
    let file = rustix::fs::open(path, OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty())?;
    buffer.clear();
    let mut chunk = [0_u8; 4096];
    loop {
        let count = rustix::io::read(&file, &mut chunk)?;
        buffer.extend_from_slice(&chunk[..count]);
        // The kernel stops early only when the next number would not fit.
        if count + 64 < chunk.len() {
            return Ok(());
        }
    }
}

fn ticks_per_second() -> u64 {
    rustix::param::clock_ticks_per_second().max(1)
}

fn parse_number(text: &[u8]) -> Option<u64> {
    std::str::from_utf8(text).ok()?.parse().ok()
}

fn parse_pid(text: &[u8]) -> Option<Pid> {
    Pid::from_raw(i32::try_from(parse_number(text)?).ok()?)
}
