//! Ends what is left of a job and takes it off the kernel's books.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use rustix::io::Errno;
use rustix::process::{
    Pid, PidfdFlags, Signal, WaitOptions, WaitStatus, getpgrp, kill_process, kill_process_group, pidfd_open, pidfd_send_signal,
    wait, waitpid,
};

use crate::cgroup::Group;
use crate::tree::{Member, Tree};
use crate::{KILL_MAX, PROCESSES_MAX};

/// Time after which processes are killed one by one although the cgroup was told to end all: some may have left it.
const GROUP_KILL_MAX: Duration = Duration::from_millis(100);

/// Waits for, signals and kills the processes of one job.
pub(crate) struct Reaper {
    leader: Pid,
    /// How the job's first process ended, once it has been reaped.
    pub(crate) leader_status: Option<WaitStatus>,
    /// Processes other than the first that had to be killed, by process id and start time.
    killed: HashSet<(Pid, u64)>,
}

impl Reaper {
    pub(crate) fn new(leader: Pid) -> Self {
        Self { leader, leader_status: None, killed: HashSet::new() }
    }

    /// Takes all dead children off the books; whether any child is left. None left means that the whole tree is gone: an orphan would be
    /// our child.
    pub(crate) fn reap(&mut self) -> bool {
        loop {
            match wait(WaitOptions::NOHANG) {
                Ok(Some((pid, status))) => {
                    if pid == self.leader && (status.exited() || status.signaled()) {
                        self.leader_status = Some(status);
                    }
                }
                Ok(None) => return true,
                Err(Errno::INTR) => {}
                Err(_) => return false,
            }
        }
    }

    /// Asks every process to end; stopped ones are woken so that they can hear it.
    pub(crate) fn ask(tree: &mut Tree) {
        for member in living(tree) {
            signal(&member, tree, Signal::TERM);
            signal(&member, tree, Signal::CONT);
        }
    }

    /// Kills until no child is left, or until [`KILL_MAX`] is over; how many processes survived even that. `rest` is called between the
    /// rounds with the time to spend.
    pub(crate) fn end(&mut self, tree: &mut Tree, group: Option<&Group>, mut rest: impl FnMut(Duration)) -> u32 {
        let began = Instant::now();
        let mut pause = Duration::from_micros(500);
        while self.reap() {
            let members = living(tree);
            let others = members.iter().filter(|member| member.pid != self.leader);
            self.killed.extend(others.map(|member| (member.pid, member.start_ticks)));
            if began.elapsed() > KILL_MAX {
                return members.len() as u32;
            }
            if group.is_none_or(|group| group.kill().is_err()) || began.elapsed() > GROUP_KILL_MAX {
                kill_groups(&members);
                for member in &members {
                    signal(member, tree, Signal::KILL);
                }
            }
            rest(pause);
            pause = (pause * 2).min(Duration::from_millis(5));
        }
        0
    }

    /// Kills and reaps all below us but `own` and what is below them, for so long.
    pub(crate) fn end_strays(tree: &mut Tree, own: &[Pid], time_max: Duration) {
        let began = Instant::now();
        loop {
            let strays = tree.children_but(own);
            if strays.is_empty() || began.elapsed() > time_max {
                return;
            }
            for stray in strays {
                // Our own unreaped children: their numbers cannot have passed to others.
                let _ = kill_process(stray, Signal::KILL);
                let _ = waitpid(Some(stray), WaitOptions::NOHANG);
            }
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// How many processes other than the first had to be killed.
    pub(crate) fn leftovers(&self) -> u32 {
        self.killed.len() as u32
    }
}

fn living(tree: &mut Tree) -> Vec<Member> {
    tree.forget();
    tree.look(2 * PROCESSES_MAX).into_iter().filter(Member::lives).collect()
}

/// Kills whole process groups, which no fork can slip through. The first process opens a session of its own, and a group is never
/// larger than its session: whoever is in a group with a member of the tree is in the tree. Only a child that has not come to open
/// its session yet is still in ours.
fn kill_groups(members: &[Member]) {
    let ours = getpgrp();
    let groups: HashSet<Pid> = members.iter().filter_map(|member| member.group).collect();
    for group in groups.into_iter().filter(|group| *group != ours) {
        let _ = kill_process_group(group, Signal::KILL);
    }
}

/// Signals the process that was seen, not another that got its number since.
fn signal(member: &Member, tree: &mut Tree, signal: Signal) {
    let Ok(pidfd) = pidfd_open(member.pid, PidfdFlags::empty()) else {
        return;
    };
    if tree.start_ticks(member.pid) == Some(member.start_ticks) {
        let _ = pidfd_send_signal(&pidfd, signal);
    }
}
