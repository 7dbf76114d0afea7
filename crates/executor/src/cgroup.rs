//! A cgroup of version 2 for each job, where this user may make one.
//!
//! The files used: `cgroup.kill` (Linux 5.14) ends all processes of the group at once; `cpu.stat` is there even without the cpu
//! controller; `memory.max`, `memory.peak` and `pids.max` only where their controllers reach us.

use std::fs;
use std::io;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::fs::{Mode, OFlags};

use crate::tree::read_into;

const PREFIX: &str = "bakeoff-";
/// Longest time to wait for a group without supervisor to be empty.
const ABANDON_MAX: Duration = Duration::from_millis(500);

/// A folder of the cgroup tree in which groups can be made.
#[derive(Clone, Debug)]
pub(crate) struct Site(PathBuf);

impl Site {
    /// Looks for one, below our own group or beside it: the first that offers the memory controller, else the first that can kill.
    pub(crate) fn find() -> Option<Self> {
        let (point, own) = own_group()?;
        let beside = own.parent().filter(|parent| parent.starts_with(&point));
        let mut killers = Vec::new();
        for folder in [Some(own.as_path()), beside].into_iter().flatten() {
            remove_stale(folder);
            let probe = folder.join(format!("{PREFIX}{}", std::process::id()));
            if fs::create_dir(&probe).is_err() {
                continue;
            }
            let (kills, caps) = (probe.join("cgroup.kill").exists(), probe.join("memory.max").exists());
            let _ = fs::remove_dir(&probe);
            if kills && caps {
                return Some(Self(folder.to_path_buf()));
            }
            if kills {
                killers.push(Self(folder.to_path_buf()));
            }
        }
        killers.into_iter().next()
    }

    /// The group of the job whose supervisor has this process id.
    pub(crate) fn group_of(&self, supervisor: u32) -> Group {
        Group { folder: self.0.join(format!("{PREFIX}{supervisor}")) }
    }
}

/// The mount point of the version 2 tree, and the folder in it of the group we are in.
fn own_group() -> Option<(PathBuf, PathBuf)> {
    let mounts = fs::read_to_string("/proc/self/mountinfo").ok()?;
    // id parent major:minor root mount-point options [tags] - type source options
    let (root, point) = mounts.lines().find_map(|line| {
        let (head, tail) = line.split_once(" - ")?;
        let mut fields = head.split(' ').skip(3);
        let found = (fields.next()?, fields.next()?);
        tail.starts_with("cgroup2 ").then_some(found)
    })?;
    let groups = fs::read_to_string("/proc/self/cgroup").ok()?;
    let place = groups.lines().find_map(|line| line.strip_prefix("0::"))?;
    let below = Path::new(place).strip_prefix(root).ok()?;
    let folder = Path::new(point).join(below);
    folder.is_dir().then(|| (PathBuf::from(point), folder))
}

/// Removes empty groups whose supervisors were killed before they could.
fn remove_stale(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let supervisor = name.to_str().and_then(|name| name.strip_prefix(PREFIX)?.parse::<u32>().ok());
        if supervisor.is_some_and(|pid| !Path::new(&format!("/proc/{pid}")).exists()) {
            // A group that still holds processes refuses to go.
            let _ = fs::remove_dir(entry.path());
        }
    }
}

/// The cgroup of one job.
#[derive(Debug)]
pub(crate) struct Group {
    folder: PathBuf,
}

impl Group {
    /// Makes the group and sets its caps; says whether memory is capped by it.
    pub(crate) fn create(&self, memory_bytes: u64, tasks_max: u64) -> io::Result<bool> {
        fs::create_dir(&self.folder)?;
        let _ = self.write("pids.max", &tasks_max.to_string());
        let capped = self.write("memory.max", &memory_bytes.to_string()).is_ok();
        if capped {
            let _ = self.write("memory.swap.max", "0");
            let _ = self.write("memory.oom.group", "1");
        }
        Ok(capped)
    }

    /// The folder, opened for a child to be born in.
    pub(crate) fn open(&self) -> io::Result<OwnedFd> {
        let flags = OFlags::DIRECTORY | OFlags::PATH | OFlags::CLOEXEC;
        Ok(rustix::fs::open(&self.folder, flags, Mode::empty())?)
    }

    /// Moves this process into the group.
    pub(crate) fn join(&self) -> io::Result<()> {
        self.write("cgroup.procs", "0")
    }

    /// Kills every process of the group.
    pub(crate) fn kill(&self) -> io::Result<()> {
        self.write("cgroup.kill", "1")
    }

    /// Ends and removes a group whose supervisor is gone, if there is one.
    pub(crate) fn abandon(&self) {
        let until = Instant::now() + ABANDON_MAX;
        while self.folder.exists() && Instant::now() < until {
            let _ = self.kill();
            let _ = self.remove();
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// Removes the group; works once it is empty.
    pub(crate) fn remove(&self) -> io::Result<()> {
        fs::remove_dir(&self.folder)
    }

    /// User and system time of all processes that were ever in the group.
    pub(crate) fn cpu(&self) -> Option<(Duration, Duration)> {
        let text = self.read("cpu.stat")?;
        let field = |name| number_after(&text, name).map(Duration::from_micros);
        Some((field("user_usec")?, field("system_usec")?))
    }

    /// Highest memory charged to the group (Linux 5.19 with the memory controller).
    pub(crate) fn peak_bytes(&self) -> Option<u64> {
        self.read("memory.peak")?.trim().parse().ok()
    }

    /// Whether the kernel killed in this group for want of memory.
    pub(crate) fn ran_out_of_memory(&self) -> bool {
        let events = self.read("memory.events").unwrap_or_default();
        number_after(&events, "oom_kill").is_some_and(|count| count > 0)
    }

    fn read(&self, file: &str) -> Option<String> {
        let mut text = Vec::with_capacity(1024);
        read_into(self.folder.join(file), &mut text).ok()?;
        String::from_utf8(text).ok()
    }

    fn write(&self, file: &str, text: &str) -> io::Result<()> {
        fs::write(self.folder.join(file), text)
    }
}

/// The number of the line `name number`.
fn number_after(text: &str, name: &str) -> Option<u64> {
    let mut fields = text.lines().filter_map(|line| line.split_once(' '));
    fields.find(|(key, _)| *key == name)?.1.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    #[test]
    fn numbers_are_found_by_whole_name() {
        let text = "usage_usec 30\nuser_usec 10\nsystem_usec 20\noom_kill_group 3\noom_kill 4\n";
        assert_eq!(super::number_after(text, "user_usec"), Some(10));
        assert_eq!(super::number_after(text, "oom_kill"), Some(4));
        assert_eq!(super::number_after(text, "usec"), None);
    }
}
