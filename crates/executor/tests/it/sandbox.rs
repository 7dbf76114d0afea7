//! What a job can and cannot reach, under every mechanism that this machine has.

use std::net::TcpListener;
use std::path::{Path, PathBuf};

use executor::{Ending, FilesBy, Means, NetworkBy};

use crate::fixture::{Bench, python, sh, text};

/// Landlock and namespaces together, and each alone; only those that are in force here.
fn confining() -> Vec<Means> {
    let on = Means::default();
    let candidates = [on, Means { namespaces: false, ..on }, Means { landlock: false, ..on }];
    let in_force = |means: &Means| sh("exit 0").means(*means).run().mechanism.files != FilesBy::None;
    let found: Vec<Means> = candidates.into_iter().filter(in_force).collect();
    if found.is_empty() {
        println!("nothing to test: this kernel confines no files");
    }
    found
}

/// A folder as a project has it: data, a script, the ledger with the job's own folder inside.
struct Project {
    folder: tempfile::TempDir,
}

impl Project {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        std::fs::create_dir_all(root.join("ledger/work/mine")).unwrap();
        std::fs::create_dir_all(root.join("ledger/work/other")).unwrap();
        for (file, content) in [
            ("data.csv", "secret"),
            ("script.py", "import neighbour"),
            ("neighbour.py", "print('imported')"),
            ("ledger/ledger.db", "secret"),
            ("ledger/work/other/answer.csv", "secret"),
        ] {
            std::fs::write(root.join(file), content).unwrap();
        }
        std::os::unix::fs::symlink(root.join("data.csv"), root.join("link.csv")).unwrap();
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A job in `ledger/work/mine` from which the data and the ledger are hidden.
    fn bench(&self, bench: Bench, means: Means) -> Bench {
        let mut bench = bench.means(means);
        bench.job.dir = self.path("ledger/work/mine");
        bench.job.hidden = vec![self.path("link.csv"), self.path("ledger")];
        bench
    }
}

fn assert_unreadable(project: &Project, means: Means, path: &Path) {
    let script = format!("import sys\nsys.stdout.write(open({:?}).read())", path.to_str().unwrap());
    let outcome = project.bench(python(&script), means).run();
    assert!(!text(&outcome.stdout_tail).contains("secret"), "{} was read under {means:?}", path.display());
}

#[test]
fn hidden_files_cannot_be_read_by_any_way() {
    for means in confining() {
        let project = Project::new();
        let inside = |path: &str| PathBuf::from(format!("{path}{}", project.path("data.csv").display()));
        let ways = [
            project.path("data.csv"),
            project.path("link.csv"),
            project.path("ledger/ledger.db"),
            project.path("ledger/work/other/answer.csv"),
            PathBuf::from("../other/answer.csv"),
            PathBuf::from("../../../data.csv"),
            inside("/proc/self/root"),
            inside("/proc/1/root"),
            inside(&format!("/proc/{}/root", std::process::id())),
        ];
        for path in &ways {
            assert_unreadable(&project, means, path);
        }
    }
}

#[test]
fn an_open_descriptor_of_ours_is_no_way_in() {
    use std::os::fd::AsRawFd;
    for means in confining() {
        let project = Project::new();
        let file = std::fs::File::open(project.path("data.csv")).unwrap();
        // Leaks into every child that does not close it.
        rustix::io::fcntl_setfd(&file, rustix::io::FdFlags::empty()).unwrap();
        assert_unreadable(&project, means, Path::new(&format!("/proc/self/fd/{}", file.as_raw_fd())));
        assert_unreadable(&project, means, Path::new(&format!("/proc/{}/fd/{}", std::process::id(), file.as_raw_fd())));
        let listing = project.bench(python("import os\nprint(sorted(os.listdir('/proc/self/fd')))"), means).run();
        assert_eq!(text(&listing.stdout_tail), "['0', '1', '2', '3']\n", "the last is the listing itself");
    }
}

#[test]
fn links_moves_and_mounts_are_no_way_in() {
    for means in confining() {
        let project = Project::new();
        let data = project.path("data.csv");
        let data = data.display();
        let script = format!(
            "ln {data} hard; cat hard; ln -s {data} soft; cat soft; mv {data} moved; cat moved
             mkdir m; mount --bind {} m; cat m/data.csv; umount {data}; cat {data}
             unshare -Urm cat {data}; unshare -m umount {data}; cat {data}; exit 0",
            project.folder.path().display()
        );
        let outcome = project.bench(sh(&script), means).run();
        assert_eq!(outcome.ending, Ending::Done);
        assert!(!text(&outcome.stdout_tail).contains("secret"), "{means:?}: {}", text(&outcome.stderr_tail));
        assert_eq!(std::fs::read_to_string(project.path("data.csv")).unwrap(), "secret");
    }
}

#[test]
fn scripts_beside_the_hidden_data_work() {
    for means in confining() {
        let project = Project::new();
        let mut bench = project.bench(python(""), means);
        bench.job.args = vec![project.path("script.py").into()];
        let outcome = bench.run();
        assert_eq!(text(&outcome.stdout_tail), "imported\n", "{means:?}: {}", text(&outcome.stderr_tail));
    }
}

#[test]
fn the_jobs_folder_is_writable_and_nothing_else_is() {
    for means in confining() {
        let project = Project::new();
        let outside = project.path("new.txt");
        let script = format!(
            "mkdir -p a/b && echo x > a/b/c && mv a/b/c d && rm d && echo kept > answer
             echo x > {0} && echo wrote outside; echo x >> {1} && echo wrote script; rm -f {1}
             echo x > /tmp/executor-test-stray && echo wrote tmp; touch /etc/executor-test-stray && echo wrote etc
             rm -rf ../other; chmod 777 {2} 2>/dev/null; : > /dev/null || echo no null; exit 0",
            outside.display(),
            project.path("script.py").display(),
            project.path("ledger").display(),
        );
        let outcome = project.bench(sh(&script), means).run();
        assert_eq!(outcome.ending, Ending::Done);
        assert_eq!(text(&outcome.stdout_tail), "", "{means:?}");
        assert_eq!(std::fs::read_to_string(project.path("ledger/work/mine/answer")).unwrap(), "kept\n");
        assert!(!outside.exists() && project.path("ledger/work/other/answer.csv").exists());
        assert_eq!(std::fs::read_to_string(project.path("script.py")).unwrap(), "import neighbour");
    }
}

#[test]
fn a_job_cannot_signal_us() {
    for means in confining().into_iter().filter(|means| means.landlock) {
        let script = format!("kill -0 {} && echo reached; kill -0 $PPID && echo reached; exit 0", std::process::id());
        let outcome = sh(&script).means(means).run();
        if matches!(outcome.mechanism.files, FilesBy::Landlock { abi: 6.. }) {
            assert_eq!(text(&outcome.stdout_tail), "", "{means:?}");
        }
    }
}

#[test]
fn shared_memory_works_and_is_private_where_namespaces_are() {
    let script = "
import multiprocessing, os
lock = multiprocessing.Lock()
open('/dev/shm/executor-test-stray', 'w').close()
print('fine')";
    for means in confining() {
        let outcome = python(script).means(means).run();
        assert_eq!(text(&outcome.stdout_tail), "fine\n", "{means:?}: {}", text(&outcome.stderr_tail));
        let stray = Path::new("/dev/shm/executor-test-stray");
        assert!(!(means.namespaces && outcome.mechanism.network == NetworkBy::Namespace && stray.exists()));
        let _ = std::fs::remove_file(stray);
    }
}

#[test]
fn the_network_is_off_unless_asked_for() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let connect = format!("import socket\nsocket.create_connection(('127.0.0.1', {port}), 2)\nprint('connected')");
    let on = Means::default();
    for means in [on, Means { namespaces: false, ..on }, Means { landlock: false, ..on }] {
        let mut bench = python(&connect).means(means);
        let outcome = bench.run();
        if outcome.mechanism.network != NetworkBy::None {
            assert!(matches!(outcome.ending, Ending::ExitCode(_)), "{means:?}: {:?}", outcome.ending);
        }
        bench.job.network = true;
        let outcome = bench.run();
        assert_eq!(outcome.mechanism.network, NetworkBy::Allowed);
        assert_eq!(text(&outcome.stdout_tail), "connected\n", "{means:?}: {}", text(&outcome.stderr_tail));
    }
}

#[test]
fn a_job_can_talk_to_itself_over_loopback_in_its_own_namespace() {
    let script = "
import socket
server = socket.create_server(('127.0.0.1', 0))
socket.create_connection(server.getsockname(), 2)
print('fine')";
    let outcome = python(script).run();
    if outcome.mechanism.network == NetworkBy::Namespace {
        assert_eq!(text(&outcome.stdout_tail), "fine\n", "{}", text(&outcome.stderr_tail));
    }
}

#[test]
fn with_everything_forbidden_the_job_still_runs_and_says_so() {
    let none = Means { cgroup: false, landlock: false, namespaces: false };
    let outcome = sh("echo ran").means(none).run();
    assert_eq!(text(&outcome.stdout_tail), "ran\n");
    assert_eq!((outcome.mechanism.files, outcome.mechanism.network), (FilesBy::None, NetworkBy::None));
    println!("at best: {}", sh("exit 0").run().mechanism);
}
