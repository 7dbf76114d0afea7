//! Watches one running job until it ends or its bell rings, then ends the tree. One thread, and no waiting but in one `poll` with a
//! deadline.

use std::os::fd::OwnedFd;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Signal, WaitStatus};

use crate::cgroup::Group;
use crate::channel::{Channel, Read};
use crate::kernel;
use crate::launch::{Launched, Plan};
use crate::message::Report;
use crate::meter::{Meter, Reading};
use crate::output::{Chunk, Output};
use crate::reaper::Reaper;
use crate::{Ending, Limits, Outcome, Progress, Usage};

/// Time between two reports of progress.
const PROGRESS_EVERY: Duration = Duration::from_millis(100);
/// Time that processes have to leave by themselves after the first one's exit (Python's resource tracker does).
const LEAVE_MAX: Duration = Duration::from_millis(50);

/// Why the bell rang.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bell {
    Cpu,
    Wall,
    Memory,
    Processes,
    Cancelled,
    /// The host process is gone: nobody is left to report to.
    HostGone,
}

impl Bell {
    /// Whether the job may have its time of grace: not where it would do harm meanwhile.
    fn is_patient(self) -> bool {
        matches!(self, Self::Cpu | Self::Wall | Self::Cancelled)
    }
}

/// A running job and all that watches it.
struct Watch<'a> {
    channel: &'a mut Channel,
    limits: &'a Limits,
    pidfd: OwnedFd,
    started: Instant,
    meter: Meter<'a>,
    reaper: Reaper,
    outputs: [Output; 2],
    chunk: Chunk,
    /// Why the job is to end, and when it is to be killed.
    bell: Option<(Bell, Instant)>,
    next_look: Instant,
    next_progress: Instant,
}

/// Watches the job to its end; nothing when the host has gone meanwhile. `capped`: the kernel caps its memory.
pub(crate) fn watch(channel: &mut Channel, plan: &Plan<'_>, capped: bool, launched: Launched) -> Result<Option<Outcome>, String> {
    let Launched { leader, pidfd, stdout, stderr, started, setup_cpu, setup_peak_bytes } = launched;
    let memory_kills_before = memory_kills();
    let limits = &plan.job.limits;
    let output = |pipe| Output::new(pipe, plan.job.output_bytes_max).map_err(|e| format!("could not read output: {e}"));
    let mut watch = Watch {
        channel,
        limits,
        pidfd,
        started,
        meter: Meter::new(limits, plan.group, capped, setup_cpu),
        reaper: Reaper::new(leader),
        outputs: [output(stdout)?, output(stderr)?],
        chunk: Chunk::new(),
        bell: None,
        next_look: started,
        next_progress: started + PROGRESS_EVERY,
    };
    // The first sign of life: from here on the host knows that the job was started.
    watch.tell(Progress::default());
    // The word to cancel may have come with the job.
    watch.listen();
    watch.until_bell_or_exit();
    let exited = started.elapsed();
    let survivors = watch.end(plan.group);
    let Watch { meter, reaper, outputs: [stdout, stderr], mut chunk, bell, .. } = watch;
    let bell = bell.map(|(bell, _)| bell);
    if bell == Some(Bell::HostGone) {
        return Ok(None);
    }
    let (user, sys) = meter.final_cpu();
    let booked = kernel::booked_on_children();
    let usage = Usage {
        cpu: user + sys,
        user,
        sys,
        wall: if bell.is_some() { started.elapsed() } else { exited },
        peak_bytes: meter.final_peak_bytes(setup_peak_bytes),
        read_bytes: Some(booked.read_bytes),
        written_bytes: Some(booked.written_bytes),
    };
    let killed = reaper.leader_status.and_then(WaitStatus::terminating_signal) == Some(Signal::KILL.as_raw());
    let out_of_memory = meter.burst_unseen(setup_peak_bytes)
        || plan.group.is_some_and(Group::ran_out_of_memory)
        || (bell.is_none() && killed && memory_kills() > memory_kills_before);
    Ok(Some(Outcome {
        ending: ending(bell, &reaper, usage.cpu > limits.cpu, out_of_memory),
        usage,
        stdout_tail: stdout.finish(&mut chunk),
        stderr_tail: stderr.finish(&mut chunk),
        mechanism: plan.mechanism,
        leftovers: reaper.leftovers(),
        survivors,
        harness_cpu: kernel::own_cpu() + setup_cpu,
    }))
}

/// How the job ended. A limit that was passed counts even when the job ended before it was noticed: the limit decides, not our
/// timing.
fn ending(bell: Option<Bell>, reaper: &Reaper, over_cpu: bool, out_of_memory: bool) -> Ending {
    match bell {
        Some(Bell::Memory) => return Ending::OutOfMemory,
        Some(Bell::Processes) => return Ending::TooManyProcesses,
        Some(Bell::Cancelled | Bell::HostGone) => return Ending::Cancelled,
        _ if out_of_memory => return Ending::OutOfMemory,
        Some(Bell::Cpu) => return Ending::OutOfCpu,
        None if over_cpu => return Ending::OutOfCpu,
        Some(Bell::Wall) => return Ending::OutOfTime,
        None => {}
    }
    let Some(status) = reaper.leader_status else {
        return Ending::Signal(Signal::KILL.as_raw());
    };
    match (status.exit_status(), status.terminating_signal()) {
        (Some(0), _) => Ending::Done,
        (Some(code), _) => Ending::ExitCode(code),
        (None, Some(signal)) => Ending::Signal(signal),
        (None, None) => Ending::Signal(Signal::KILL.as_raw()),
    }
}

impl Watch<'_> {
    /// Until the first process has exited, or it is time to kill.
    fn until_bell_or_exit(&mut self) {
        loop {
            let now = Instant::now();
            if now >= self.next_look {
                self.look(now);
            }
            if now.duration_since(self.started) >= self.limits.wall {
                self.ring(Bell::Wall);
            }
            if self.bell.is_some_and(|(_, kill_at)| now >= kill_at) {
                return;
            }
            let kill_at = self.bell.map_or(self.started + self.limits.wall, |(_, kill_at)| kill_at);
            let exited = self.wait(self.next_look.min(kill_at).saturating_duration_since(now));
            if exited || self.reaper.leader_status.is_some() {
                return;
            }
        }
    }

    fn look(&mut self, now: Instant) {
        self.reaper.reap();
        let (reading, wait) = self.meter.look();
        self.next_look = now + wait;
        self.ring_if_due(&reading);
        if now >= self.next_progress {
            self.next_progress = now + PROGRESS_EVERY;
            self.tell(Progress { cpu: reading.cpu, wall: now.duration_since(self.started), bytes: reading.resident_bytes });
        }
    }

    fn tell(&self, progress: Progress) {
        self.channel.send_if_room(&Report::Progress(progress).encode());
    }

    fn ring_if_due(&mut self, reading: &Reading) {
        if reading.too_many {
            self.ring(Bell::Processes);
        } else if reading.over_memory {
            self.ring(Bell::Memory);
        } else if reading.cpu >= self.limits.cpu {
            self.ring(Bell::Cpu);
        }
    }

    /// The first reason stays; a reason that suffers no delay takes the grace away.
    fn ring(&mut self, bell: Bell) {
        let now = Instant::now();
        let grace = if bell.is_patient() { self.limits.grace } else { Duration::ZERO };
        if let Some((_, kill_at)) = &mut self.bell {
            *kill_at = (*kill_at).min(now + grace);
            return;
        }
        self.bell = Some((bell, now + grace));
        if !grace.is_zero() {
            Reaper::ask(self.meter.tree());
        }
    }

    /// Waits for whatever comes first; whether the job's first process has exited.
    fn wait(&mut self, timeout: Duration) -> bool {
        let mut fds = vec![PollFd::new(&self.pidfd, PollFlags::IN), PollFd::from_borrowed_fd(self.channel.fd(), PollFlags::IN)];
        fds.extend(self.outputs.iter().filter_map(Output::fd).map(|fd| PollFd::from_borrowed_fd(fd, PollFlags::IN)));
        if poll(&mut fds, Some(&timespec(timeout))).is_err() {
            return false;
        }
        let ready = |fd: &PollFd<'_>| !fd.revents().is_empty();
        let (exited, spoken_to) = (ready(&fds[0]), ready(&fds[1]));
        if spoken_to {
            self.listen();
        }
        self.drain();
        exited
    }

    /// The host says one thing only, or is gone.
    fn listen(&mut self) {
        match self.channel.read() {
            Read::Frame(_) => self.ring(Bell::Cancelled),
            Read::Closed => {
                self.ring(Bell::HostGone);
                self.bell = self.bell.map(|(_, kill_at)| (Bell::HostGone, kill_at));
            }
            Read::Nothing => {}
        }
    }

    fn drain(&mut self) {
        for output in &mut self.outputs {
            output.drain(&mut self.chunk);
        }
    }

    /// Lets the tree leave by itself if its first process has, then ends it; how many processes survived.
    fn end(&mut self, group: Option<&Group>) -> u32 {
        if self.bell.is_none() {
            let until = Instant::now() + LEAVE_MAX;
            while self.reaper.reap() && Instant::now() < until {
                std::thread::sleep(Duration::from_millis(1));
                self.drain();
            }
        }
        let Self { reaper, meter, outputs, chunk, .. } = self;
        reaper.end(meter.tree(), group, |pause| {
            std::thread::sleep(pause);
            for output in outputs.iter_mut() {
                output.drain(chunk);
            }
        })
    }
}

fn timespec(time: Duration) -> Timespec {
    Timespec { tv_sec: time.as_secs() as i64, tv_nsec: time.subsec_nanos().into() }
}

/// How many processes the kernel has killed for want of memory since the machine was started, in containers too.
fn memory_kills() -> u64 {
    let text = std::fs::read_to_string("/proc/vmstat").unwrap_or_default();
    let value = text.lines().find_map(|line| line.strip_prefix("oom_kill "));
    value.and_then(|value| value.trim().parse().ok()).unwrap_or_default()
}
