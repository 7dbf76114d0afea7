//! What host and supervisor say to each other, as frames.

use std::time::Duration;

use crate::wire::{Reader, Writer};
use crate::{
    CpuBy, Ending, FilesBy, Job, KillBy, Limits, Means, Mechanism, MemoryBy, NetworkBy, Outcome, Progress, Refusal, Usage,
};

/// Longer limits are as good as none: ten years. So sums of times cannot overflow.
const TIME_MAX: Duration = Duration::from_hours(10 * 365 * 24);
/// Larger caps are as good as none: 1 PiB.
const MEMORY_BYTES_MAX: u64 = 1 << 50;
/// Longest tail of each output that is kept.
const OUTPUT_BYTES_MAX: usize = 64 << 20;

const JOB: u8 = 1;
const PROGRESS: u8 = 2;
const OUTCOME: u8 = 3;
const FAILURE: u8 = 4;

/// What the supervisor reports.
#[derive(Debug, PartialEq)]
pub(crate) enum Report {
    /// The job is running.
    Progress(Progress),
    /// The job is over.
    Outcome(Box<Outcome>),
    /// The supervisor could not do its work.
    Failure(String),
}

impl Report {
    pub(crate) fn encode(&self) -> Vec<u8> {
        match self {
            Self::Progress(progress) => {
                let mut frame = Writer::new(PROGRESS);
                frame.time(progress.cpu).time(progress.wall).number(progress.bytes);
                frame.finish()
            }
            Self::Outcome(outcome) => encode_outcome(outcome),
            Self::Failure(text) => {
                let mut frame = Writer::new(FAILURE);
                frame.text(text);
                frame.finish()
            }
        }
    }

    pub(crate) fn decode(frame: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(frame);
        match reader.byte()? {
            PROGRESS => Some(Self::Progress(Progress { cpu: reader.time()?, wall: reader.time()?, bytes: reader.number()? })),
            OUTCOME => decode_outcome(&mut reader).map(|outcome| Self::Outcome(Box::new(outcome))),
            FAILURE => Some(Self::Failure(reader.text()?.to_string_lossy().into_owned())),
            _ => None,
        }
    }
}

pub(crate) fn encode_job(job: &Job) -> Vec<u8> {
    let mut frame = Writer::new(JOB);
    frame.text(&job.program).count(job.args.len());
    for arg in &job.args {
        frame.text(arg);
    }
    frame.count(job.env.len());
    for (key, value) in &job.env {
        frame.text(key).text(value);
    }
    frame.text(&job.dir).count(job.hidden.len());
    for path in &job.hidden {
        frame.text(path);
    }
    let Limits { cpu, wall, memory_bytes, grace } = job.limits;
    let bounded = |time: Duration| time.min(TIME_MAX);
    frame.flag(job.network).time(bounded(cpu)).time(bounded(wall));
    frame.number(memory_bytes.min(MEMORY_BYTES_MAX)).time(bounded(grace));
    let Means { cgroup, landlock, namespaces } = job.means;
    frame.number(job.output_bytes_max.min(OUTPUT_BYTES_MAX) as u64).flag(cgroup).flag(landlock).flag(namespaces);
    frame.finish()
}

pub(crate) fn decode_job(frame: &[u8]) -> Option<Job> {
    let mut reader = Reader::new(frame);
    if reader.byte()? != JOB {
        return None;
    }
    Some(Job {
        program: reader.text()?,
        args: reader.list(Reader::text)?,
        env: reader.list(|reader| Some((reader.text()?, reader.text()?)))?,
        dir: reader.path()?,
        hidden: reader.list(Reader::path)?,
        network: reader.flag()?,
        limits: Limits { cpu: reader.time()?, wall: reader.time()?, memory_bytes: reader.number()?, grace: reader.time()? },
        output_bytes_max: usize::try_from(reader.number()?).ok()?,
        means: Means { cgroup: reader.flag()?, landlock: reader.flag()?, namespaces: reader.flag()? },
    })
}

fn encode_outcome(outcome: &Outcome) -> Vec<u8> {
    let mut frame = Writer::new(OUTCOME);
    encode_ending(&mut frame, &outcome.ending);
    let Usage { cpu, user, sys, wall, peak_bytes, read_bytes, written_bytes } = outcome.usage;
    frame.time(cpu).time(user).time(sys).time(wall).number(peak_bytes).optional(read_bytes).optional(written_bytes);
    frame.bytes(&outcome.stdout_tail).bytes(&outcome.stderr_tail);
    encode_mechanism(&mut frame, outcome.mechanism);
    frame.number(u64::from(outcome.leftovers)).number(u64::from(outcome.survivors)).time(outcome.harness_cpu);
    frame.finish()
}

fn decode_outcome(reader: &mut Reader<'_>) -> Option<Outcome> {
    Some(Outcome {
        ending: decode_ending(reader)?,
        usage: decode_usage(reader)?,
        stdout_tail: reader.bytes()?.to_vec(),
        stderr_tail: reader.bytes()?.to_vec(),
        mechanism: decode_mechanism(reader)?,
        leftovers: u32::try_from(reader.number()?).ok()?,
        survivors: u32::try_from(reader.number()?).ok()?,
        harness_cpu: reader.time()?,
    })
}

fn decode_usage(reader: &mut Reader<'_>) -> Option<Usage> {
    let mut usage = Usage {
        cpu: reader.time()?,
        user: reader.time()?,
        sys: reader.time()?,
        wall: reader.time()?,
        peak_bytes: reader.number()?,
        read_bytes: None,
        written_bytes: None,
    };
    reader.optional(&mut usage.read_bytes)?;
    reader.optional(&mut usage.written_bytes)?;
    Some(usage)
}

fn encode_ending(frame: &mut Writer, ending: &Ending) {
    match ending {
        Ending::Done => frame.byte(0),
        Ending::ExitCode(code) => frame.byte(1).signed(*code),
        Ending::Signal(signal) => frame.byte(2).signed(*signal),
        Ending::OutOfCpu => frame.byte(3),
        Ending::OutOfTime => frame.byte(4),
        Ending::OutOfMemory => frame.byte(5),
        Ending::TooManyProcesses => frame.byte(6),
        Ending::Cancelled => frame.byte(7),
        Ending::NotStarted { reason } => match reason {
            Refusal::NoProgram(path) => frame.byte(8).text(path),
            Refusal::NotExecutable(path) => frame.byte(9).text(path),
            Refusal::UnknownFormat(path) => frame.byte(10).text(path),
            Refusal::NoInterpreter(path) => frame.byte(11).text(path),
            Refusal::NoFolder(path) => frame.byte(12).text(path),
            Refusal::Setup { step, errno } => frame.byte(13).text(step).signed(*errno),
        },
    };
}

fn decode_ending(reader: &mut Reader<'_>) -> Option<Ending> {
    let reason = match reader.byte()? {
        0 => return Some(Ending::Done),
        1 => return Some(Ending::ExitCode(reader.signed()?)),
        2 => return Some(Ending::Signal(reader.signed()?)),
        3 => return Some(Ending::OutOfCpu),
        4 => return Some(Ending::OutOfTime),
        5 => return Some(Ending::OutOfMemory),
        6 => return Some(Ending::TooManyProcesses),
        7 => return Some(Ending::Cancelled),
        8 => Refusal::NoProgram(reader.path()?),
        9 => Refusal::NotExecutable(reader.path()?),
        10 => Refusal::UnknownFormat(reader.path()?),
        11 => Refusal::NoInterpreter(reader.path()?),
        12 => Refusal::NoFolder(reader.path()?),
        13 => Refusal::Setup { step: reader.text()?.to_string_lossy().into_owned(), errno: reader.signed()? },
        _ => return None,
    };
    Some(Ending::NotStarted { reason })
}

fn encode_mechanism(frame: &mut Writer, mechanism: Mechanism) {
    frame.flag(mechanism.kill == KillBy::Cgroup2);
    frame.flag(mechanism.memory == MemoryBy::Cgroup);
    frame.flag(mechanism.cpu == CpuBy::Cgroup);
    match mechanism.files {
        FilesBy::None => frame.byte(0).byte(0),
        FilesBy::Namespace => frame.byte(1).byte(0),
        FilesBy::Landlock { abi } => frame.byte(2).byte(abi),
    };
    frame.byte(match mechanism.network {
        NetworkBy::Allowed => 0,
        NetworkBy::Namespace => 1,
        NetworkBy::Landlock => 2,
        NetworkBy::None => 3,
    });
}

fn decode_mechanism(reader: &mut Reader<'_>) -> Option<Mechanism> {
    Some(Mechanism {
        kill: if reader.flag()? { KillBy::Cgroup2 } else { KillBy::Subreaper },
        memory: if reader.flag()? { MemoryBy::Cgroup } else { MemoryBy::Watchdog },
        cpu: if reader.flag()? { CpuBy::Cgroup } else { CpuBy::Tree },
        files: match (reader.byte()?, reader.byte()?) {
            (0, _) => FilesBy::None,
            (1, _) => FilesBy::Namespace,
            (2, abi) => FilesBy::Landlock { abi },
            _ => return None,
        },
        network: match reader.byte()? {
            0 => NetworkBy::Allowed,
            1 => NetworkBy::Namespace,
            2 => NetworkBy::Landlock,
            3 => NetworkBy::None,
            _ => return None,
        },
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn job() -> Job {
        Job {
            program: "python3".into(),
            args: vec!["-c".into(), "pass".into(), String::new().into()],
            env: vec![("PATH".into(), "/bin".into()), ("EMPTY".into(), "".into())],
            dir: "/tmp/a b".into(),
            hidden: vec!["/data.csv".into()],
            network: true,
            limits: Limits {
                cpu: Duration::from_millis(1500),
                wall: Duration::from_secs(9),
                memory_bytes: 1 << 40,
                grace: Duration::ZERO,
            },
            output_bytes_max: 77,
            means: Means { cgroup: false, landlock: true, namespaces: false },
        }
    }

    fn outcome(ending: Ending) -> Outcome {
        Outcome {
            ending,
            usage: Usage { wall: Duration::new(3, 7), read_bytes: Some(0), ..Usage::default() },
            stdout_tail: vec![0, 255],
            stderr_tail: Vec::new(),
            mechanism: Mechanism {
                kill: KillBy::Cgroup2,
                memory: MemoryBy::Watchdog,
                cpu: CpuBy::Cgroup,
                files: FilesBy::Landlock { abi: 7 },
                network: NetworkBy::None,
            },
            leftovers: 3,
            survivors: 1,
            harness_cpu: Duration::from_micros(5),
        }
    }

    #[test]
    fn a_job_comes_back_as_it_was() {
        let job = job();
        let frame = encode_job(&job);
        let back = decode_job(&frame[4..]).unwrap();
        assert_eq!(format!("{back:?}"), format!("{job:?}"));
        assert_eq!(u32::from_le_bytes(frame[..4].try_into().unwrap()) as usize, frame.len() - 4);
    }

    #[test]
    fn a_cut_job_is_refused_at_every_length() {
        let frame = encode_job(&job());
        for length in 4..frame.len() {
            assert!(decode_job(&frame[4..length]).is_none(), "{length} bytes were taken for a job");
        }
    }

    #[test]
    fn every_ending_comes_back() {
        let setup = Refusal::Setup { step: "dig".into(), errno: 5 };
        let refusals = [
            Refusal::NoProgram("a".into()),
            Refusal::NotExecutable("b".into()),
            Refusal::UnknownFormat("c".into()),
            Refusal::NoInterpreter("d".into()),
            Refusal::NoFolder("e".into()),
            setup,
        ];
        let mut endings = vec![
            Ending::Done,
            Ending::ExitCode(-3),
            Ending::Signal(9),
            Ending::OutOfCpu,
            Ending::OutOfTime,
            Ending::OutOfMemory,
            Ending::TooManyProcesses,
            Ending::Cancelled,
        ];
        endings.extend(refusals.map(|reason| Ending::NotStarted { reason }));
        for ending in endings {
            let report = Report::Outcome(Box::new(outcome(ending)));
            assert_eq!(Report::decode(&report.encode()[4..]), Some(report));
        }
    }
}
