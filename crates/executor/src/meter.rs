//! What a running tree uses, and how soon to look again.

use std::time::{Duration, Instant};

use crate::cgroup::Group;
use crate::kernel;
use crate::tree::{self, Member, Tree};
use crate::{Limits, PROCESSES_MAX};

/// Shortest time between two looks.
const LOOK_MIN: Duration = Duration::from_millis(2);
/// Longest time between two looks.
const LOOK_MAX: Duration = Duration::from_millis(100);
/// A look may cost one part in this many of the time between looks.
const LOOK_DUTY: u32 = 40;
/// Longest time between two looks when they are dear.
const LOOK_DEAR_MAX: Duration = Duration::from_millis(250);
/// No job takes memory faster than this (a core zeroes 4 to 10 GB of fresh pages a second).
const BYTES_PER_SECOND_MAX: u64 = 8 << 30;

/// What one look found.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Reading {
    /// CPU time of the tree so far.
    pub(crate) cpu: Duration,
    /// Resident memory of the tree now; pages that its processes share may be counted several times.
    pub(crate) resident_bytes: u64,
    /// Whether the tree holds more memory than its cap.
    pub(crate) over_memory: bool,
    /// Whether the tree has more processes than [`PROCESSES_MAX`].
    pub(crate) too_many: bool,
}

/// Watches one tree.
pub(crate) struct Meter<'a> {
    tree: Tree,
    group: Option<&'a Group>,
    limits: &'a Limits,
    /// Whether the kernel caps memory, so that we need not.
    capped: bool,
    /// Time spent on setting the box up, booked on the job by the kernel.
    setup_cpu: Duration,
    cores: u32,
    highest_cpu: Duration,
    peak_bytes: u64,
    /// Resident memory has been seen above the cap and was file-backed.
    excused: bool,
    looks: u32,
    /// Not before this is the page table walked for the peak's sake again.
    weigh_after: Option<Instant>,
}

impl<'a> Meter<'a> {
    pub(crate) fn new(limits: &'a Limits, group: Option<&'a Group>, capped: bool, setup_cpu: Duration) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get() as u32);
        Self {
            tree: Tree::below_self(),
            group,
            limits,
            capped,
            setup_cpu,
            cores,
            highest_cpu: Duration::ZERO,
            peak_bytes: 0,
            excused: false,
            looks: 0,
            weigh_after: None,
        }
    }

    /// Looks once: the reading, and how long it can wait until the next one.
    pub(crate) fn look(&mut self) -> (Reading, Duration) {
        let began = kernel::own_cpu();
        // Before the walk: a process that ends during it is then counted in neither, not in both.
        let booked = kernel::booked_on_children();
        let members = self.tree.look(PROCESSES_MAX + 1);
        let living = members.iter().map(|member| member.own_cpu + member.reaped_cpu);
        let by_tree = || booked.user + booked.sys + living.sum::<Duration>();
        let cpu = self.group.and_then(Group::cpu).map_or_else(by_tree, |(user, sys)| user + sys);
        self.highest_cpu = self.highest_cpu.max(cpu.saturating_sub(self.setup_cpu));
        let running: Vec<Member> = members.into_iter().filter(Member::lives).collect();
        let too_many = running.len() > PROCESSES_MAX;
        // There is no time to weigh a fork bomb.
        let resident_bytes = if too_many { 0 } else { self.weigh(&running) };
        let reading = Reading {
            cpu: self.highest_cpu,
            resident_bytes,
            over_memory: !self.capped && !too_many && self.over_memory(&running, resident_bytes),
            too_many,
        };
        self.looks += 1;
        let threads = running.iter().map(|member| member.threads as u32).sum::<u32>();
        let wait = self.wait(&reading, threads.clamp(1, self.cores), kernel::own_cpu().saturating_sub(began));
        (reading, wait)
    }

    /// Resident memory; walks page tables only where several processes may share pages and a new peak is in sight.
    fn weigh(&mut self, running: &[Member]) -> u64 {
        let sum: u64 = running.iter().map(|member| member.resident_bytes).sum();
        if running.len() <= 1 {
            self.peak_bytes = self.peak_bytes.max(sum);
            return sum;
        }
        let due = self.weigh_after.is_none_or(|time| Instant::now() >= time);
        if sum <= self.peak_bytes + self.peak_bytes / 50 || !due {
            return sum;
        }
        let began = Instant::now();
        let exact =
            shared_once(running, |member| tree::share(member.pid).map_or(member.resident_bytes, |share| share.resident_bytes));
        self.peak_bytes = self.peak_bytes.max(exact);
        self.weigh_after = Some(Instant::now() + began.elapsed() * LOOK_DUTY);
        exact
    }

    /// Whether the tree holds more than its cap: cheap bounds first, the page tables last.
    fn over_memory(&mut self, running: &[Member], resident_bytes: u64) -> bool {
        let cap = self.limits.memory_bytes;
        if resident_bytes <= cap {
            return false;
        }
        let bound: u64 = running.iter().map(|member| tree::held_bytes(member.pid)).sum();
        let held = if bound <= cap || running.len() <= 1 {
            bound
        } else {
            shared_once(running, |member| {
                tree::share(member.pid).map_or_else(|| tree::held_bytes(member.pid), |share| share.held_bytes)
            })
        };
        self.peak_bytes = self.peak_bytes.max(held);
        self.excused |= held <= cap;
        held > cap
    }

    /// Time until a limit could be passed at the earliest, within bounds.
    fn wait(&self, reading: &Reading, parallel: u32, cost: Duration) -> Duration {
        let cpu = self.limits.cpu.saturating_sub(reading.cpu) / parallel;
        let room = self.limits.memory_bytes.saturating_sub(reading.resident_bytes);
        let memory = Duration::from_micros(room / (BYTES_PER_SECOND_MAX / 1_000_000));
        // Short jobs peak early: look often at first.
        let ramp = LOOK_MIN * (1 << self.looks.min(6));
        let soonest = cpu.min(memory).min(ramp).clamp(LOOK_MIN, LOOK_MAX);
        // Dear looks are spaced out, but never past the CPU limit: it is reached in a few looks anyway.
        soonest.max((cost * LOOK_DUTY).min(LOOK_DEAR_MAX).min(cpu))
    }

    /// CPU time, user and system, of the whole tree, once all of it is reaped.
    pub(crate) fn final_cpu(&self) -> (Duration, Duration) {
        let booked = kernel::booked_on_children();
        let (user, sys) = self.group.and_then(Group::cpu).unwrap_or((booked.user, booked.sys));
        // Setting the box up is nearly all system time.
        let over = self.setup_cpu.saturating_sub(sys);
        let (user, sys) = (user.saturating_sub(over), sys.saturating_sub(self.setup_cpu));
        // Time that was seen but whose process was reaped by nobody belongs to the job all the same.
        let unseen = self.highest_cpu.saturating_sub(user + sys);
        (user + unseen, sys)
    }

    /// Highest memory of the whole tree, once all of it is reaped. `setup_peak_bytes` is what one process had before it became the job.
    pub(crate) fn final_peak_bytes(&self, setup_peak_bytes: u64) -> u64 {
        if let Some(peak) = self.group.and_then(Group::peak_bytes) {
            return peak;
        }
        let single = kernel::booked_on_children().peak_bytes;
        // No more than before it became the job: then it may be all ours, unless nothing better is known.
        if single > setup_peak_bytes || self.peak_bytes == 0 { self.peak_bytes.max(single) } else { self.peak_bytes }
    }

    /// Whether one process passed the memory cap between two looks.
    pub(crate) fn burst_unseen(&self, setup_peak_bytes: u64) -> bool {
        let single = kernel::booked_on_children().peak_bytes;
        !self.capped && !self.excused && single > setup_peak_bytes && single > self.limits.memory_bytes
    }

    pub(crate) fn tree(&mut self) -> &mut Tree {
        &mut self.tree
    }
}

/// Sum of the processes' shares. Shares are read one after the other: when a process ends in between, its part is counted with it and
/// once more with those it shared with. The second sum knows that it has gone.
fn shared_once(running: &[Member], share: impl Fn(&Member) -> u64) -> u64 {
    let sum = || running.iter().map(&share).sum::<u64>();
    sum().min(sum())
}
