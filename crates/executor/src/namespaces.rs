//! Namespaces of the job's own: network, mounts and IPC; as an ordinary user, inside a user namespace in which that user maps to itself.
//!
//! Root gets no user namespace: there it would lose its rights over other users' files (a project folder mounted into a container,
//! say). It keeps those rights and loses all others, see [`bound_root`].

use std::ffi::CString;
use std::fs;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, Mode};
use rustix::io::Errno;
use rustix::mount::{
    MountFlags, MountPropagationFlags, MoveMountFlags, OpenTreeFlags, mount, mount_bind, mount_change, move_mount, open_tree,
};
use rustix::process::{getegid, geteuid};
use rustix::thread::UnshareFlags;

use crate::kernel::{self, Alone, Fork};

/// Shared memory of programs (`shm_open`, semaphores); the job gets an empty one of its own.
pub(crate) const SHARED_MEMORY: &str = "/dev/shm";

/// What kernel and user allow, found out once by trying.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Allowed {
    /// Network, mount and IPC namespaces.
    pub(crate) namespaces: bool,
    /// Covering and write-protecting files in a mount namespace.
    pub(crate) covering: bool,
}

impl Allowed {
    /// Tries everything in children that do nothing else.
    pub(crate) fn find(alone: Alone) -> Self {
        let namespaces = succeeds(alone, || enter(false, 1 << 20));
        let covering = namespaces
            && succeeds(alone, || {
                enter(true, 1 << 20)?;
                protect(Path::new("/"), &[])
            });
        Self { namespaces, covering }
    }
}

/// Whether `action` works, tried in a child.
fn succeeds(alone: Alone, action: impl FnOnce() -> Result<(), Errno>) -> bool {
    match kernel::fork(alone) {
        Ok(Fork::Child) => kernel::exit_now(i32::from(action().is_err())),
        Ok(Fork::Parent { child, .. }) => {
            let status = rustix::process::waitpid(Some(child), rustix::process::WaitOptions::empty());
            matches!(status, Ok(Some((_, status))) if status.exit_status() == Some(0))
        }
        Err(_) => false,
    }
}

/// Moves this process into namespaces of its own; the network stays as it is if `network`.
pub(crate) fn enter(network: bool, shared_memory_bytes: u64) -> Result<(), Errno> {
    let (user, group) = (geteuid(), getegid());
    let mut flags = UnshareFlags::NEWNS | UnshareFlags::NEWIPC;
    if !network {
        flags |= UnshareFlags::NEWNET;
    }
    if user.is_root() {
        kernel::unshare(flags)?;
    } else {
        kernel::unshare(flags | UnshareFlags::NEWUSER)?;
        // Without this the kernel lets nobody but root write a group map.
        write("/proc/self/setgroups", "deny")?;
        write("/proc/self/uid_map", &format!("{0} {0} 1", user.as_raw()))?;
        write("/proc/self/gid_map", &format!("{0} {0} 1", group.as_raw()))?;
    }
    mount_change("/", MountPropagationFlags::PRIVATE | MountPropagationFlags::REC)?;
    if Path::new(SHARED_MEMORY).is_dir() {
        let options = CString::new(format!("size={shared_memory_bytes},mode=1777")).map_err(|_| Errno::INVAL)?;
        let flags = MountFlags::NOSUID | MountFlags::NODEV;
        mount("tmpfs", SHARED_MEMORY, "tmpfs", flags, options.as_c_str())?;
    }
    if !network {
        kernel::loopback_up()?;
    }
    Ok(())
}

/// Covers `hidden` and makes everything but `dir` read-only. Call after [`enter`], with absolute paths free of symbolic links.
pub(crate) fn protect(dir: &Path, hidden: &[PathBuf]) -> Result<(), Errno> {
    let dir_mount = open_tree(CWD, dir, OpenTreeFlags::OPEN_TREE_CLONE | OpenTreeFlags::OPEN_TREE_CLOEXEC)?;
    let shared = Path::new(SHARED_MEMORY).is_dir().then_some(SHARED_MEMORY);
    for path in hidden {
        if path.is_dir() {
            cover_folder(path, dir)?;
        } else if path.exists() {
            // Reads as empty.
            mount_bind("/dev/null", path)?;
        }
    }
    if dir != Path::new("/") {
        kernel::set_read_only(c"/", true)?;
        attach(&dir_mount, dir)?;
        set_writable(dir)?;
        shared.map_or(Ok(()), |path| set_writable(Path::new(path)))?;
        rustix::process::chdir(dir)?;
    }
    Ok(())
}

/// Puts an empty folder over one; inside it only the way to `dir` exists, should `dir` lie there.
fn cover_folder(folder: &Path, dir: &Path) -> Result<(), Errno> {
    mount("tmpfs", folder, "tmpfs", MountFlags::NOSUID | MountFlags::NODEV, c"size=64k,mode=0755")?;
    let Ok(below) = dir.strip_prefix(folder) else {
        return Ok(());
    };
    let mut path = folder.to_path_buf();
    for part in below {
        path.push(part);
        rustix::fs::mkdir(&path, Mode::from_raw_mode(0o755))?;
    }
    Ok(())
}

fn attach(mount: &OwnedFd, at: &Path) -> Result<(), Errno> {
    move_mount(mount, "", CWD, at, MoveMountFlags::MOVE_MOUNT_F_EMPTY_PATH)
}

fn set_writable(path: &Path) -> Result<(), Errno> {
    let path = CString::new(path.as_os_str().as_bytes()).map_err(|_| Errno::INVAL)?;
    kernel::set_read_only(&path, false)
}

/// Takes from root what could undo the box; leaves rights over files and users, as containers do.
pub(crate) fn bound_root() {
    if !geteuid().is_root() {
        return;
    }
    // CHOWN, DAC_OVERRIDE, FOWNER, FSETID, KILL, SETGID, SETUID by their numbers in <linux/capability.h>.
    let kept = [0, 1, 3, 4, 5, 6, 7].iter().fold(0_u64, |bits, bit| bits | (1 << bit));
    kernel::bound_capabilities(kept);
}

fn write(path: &str, text: &str) -> Result<(), Errno> {
    fs::write(path, text).map_err(|error| Errno::from_io_error(&error).unwrap_or(Errno::IO))
}
