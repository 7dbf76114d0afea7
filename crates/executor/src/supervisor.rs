//! The process that answers for one job: it becomes the job's subreaper, chooses the mechanisms, starts the job, and reports.

use std::os::fd::OwnedFd;

use rustix::process::{getpid, set_child_subreaper};

use crate::cgroup::Site;
use crate::channel::Channel;
use crate::kernel::{self, Alone};
use crate::launch::{Plan, launch};
use crate::message::{Report, decode_job};
use crate::namespaces::Allowed;
use crate::reaper::Reaper;
use crate::tree::Tree;
use crate::watch::watch;
use crate::{CpuBy, Ending, FilesBy, Job, KillBy, Mechanism, MemoryBy, NetworkBy, Outcome, Usage, tasks_max};

/// What this machine and user allow, found out once.
#[derive(Clone, Debug)]
pub(crate) struct Surroundings {
    pub(crate) site: Option<Site>,
    pub(crate) allowed: Allowed,
    pub(crate) landlock_abi: Option<u8>,
}

/// Serves one job over its control channel.
pub(crate) fn serve(alone: Alone, control: OwnedFd, surroundings: &Surroundings) {
    let mut channel = Channel::new(control);
    let nice = kernel::nice();
    kernel::be_nimble();
    let Some(job) = channel.wait_frame().as_deref().and_then(decode_job) else {
        return;
    };
    let report = match supervise(alone, &mut channel, &job, surroundings, nice) {
        Ok(Some(outcome)) => Report::Outcome(Box::new(outcome)),
        Ok(None) => return,
        Err(text) => Report::Failure(text),
    };
    let _ = channel.send(&report.encode());
}

/// Runs the job to its end; nothing when the host has gone meanwhile.
fn supervise(alone: Alone, channel: &mut Channel, job: &Job, at: &Surroundings, nice: i32) -> Result<Option<Outcome>, String> {
    set_child_subreaper(Some(getpid())).map_err(|errno| format!("could not become subreaper: {errno}"))?;
    let group = at.site.as_ref().filter(|_| job.means.cgroup).map(|site| site.group_of(std::process::id()));
    // Without a group of its own the job is run all the same, and the mechanism says so.
    let made = group.and_then(|group| Some((group.create(job.limits.memory_bytes, tasks_max()).ok()?, group)));
    let (capped, group) = made.map_or((false, None), |(capped, group)| (capped, Some(group)));
    let namespaces = job.means.namespaces && at.allowed.namespaces;
    let plan = Plan { job, mechanism: mechanism(job, at, capped, group.is_some()), namespaces, nice, group: group.as_ref() };
    let outcome = match launch(alone, &plan) {
        Ok(launched) => watch(channel, &plan, capped, launched),
        Err(reason) => Ok(Some(not_started(&plan, Ending::NotStarted { reason }))),
    };
    if let Some(group) = &group {
        // A survivor keeps it busy; the next start of a supervisor tries again.
        let _ = group.remove();
    }
    outcome
}

/// Which mechanisms are in force for this job.
fn mechanism(job: &Job, at: &Surroundings, capped: bool, grouped: bool) -> Mechanism {
    let namespaces = job.means.namespaces && at.allowed.namespaces;
    let landlock = at.landlock_abi.filter(|_| job.means.landlock);
    Mechanism {
        kill: if grouped { KillBy::Cgroup2 } else { KillBy::Subreaper },
        memory: if capped { MemoryBy::Cgroup } else { MemoryBy::Watchdog },
        cpu: if grouped { CpuBy::Cgroup } else { CpuBy::Tree },
        files: match landlock {
            Some(abi) => FilesBy::Landlock { abi },
            None if namespaces && at.allowed.covering => FilesBy::Namespace,
            None => FilesBy::None,
        },
        network: match landlock {
            _ if job.network => NetworkBy::Allowed,
            _ if namespaces => NetworkBy::Namespace,
            Some(4..) => NetworkBy::Landlock,
            _ => NetworkBy::None,
        },
    }
}

fn not_started(plan: &Plan<'_>, ending: Ending) -> Outcome {
    // The child that failed to become the job.
    let mut reaper = Reaper::new(getpid());
    let mut tree = Tree::below_self();
    reaper.end(&mut tree, plan.group, std::thread::sleep);
    Outcome {
        ending,
        usage: Usage::default(),
        stdout_tail: Vec::new(),
        stderr_tail: Vec::new(),
        mechanism: plan.mechanism,
        leftovers: 0,
        survivors: 0,
        harness_cpu: kernel::own_cpu(),
    }
}
