//! What this process may do once it begins to decode what strangers sent: read one
//! recording, write one bundle, compute. Works without privileges, for root as for anybody.
//!
//! | means | takes away | where it is missing |
//! |---|---|---|
//! | `nice`, resource limits | the machine from others, core dumps, endless memory | everywhere there |
//! | seccomp (Linux 3.17) | sockets, other programs, debugging, namespaces, mounts | ends the process |
//! | Landlock (Linux 5.13) | all files but libraries, fonts, the recording and the bundle | said, goes on |
//!
//! Both filters are one-way: nothing this process does can lift them.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::path::Path;

use landlock::{
    ABI, Access, AccessFs, AccessNet, PathBeneath, PathFd, RestrictionStatus, Ruleset, RulesetAttr,
    RulesetCreated, RulesetCreatedAttr, RulesetError, RulesetStatus, Scope,
};
use rustix::process::{Resource, Rlimit, nice, setrlimit};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
    apply_filter,
};
use serde::Serialize;
use thiserror::Error;

/// Lower than everybody: a hearing that is live comes first.
const NICE: i32 = 10;

/// Address space: four people at 720p take 0.4 GiB, the largest pictures that are decoded
/// four times 64 MiB per track.
const MEMORY_BYTES: u64 = 6 << 30;

/// Open files: one per track and per output, and some.
const FILES: u64 = 512;

/// Why the sandbox could not be entered; nothing is decoded then.
#[derive(Debug, Error)]
#[error("expected to enter the sandbox ({step}): {why}")]
pub struct SandboxError {
    step: &'static str,
    why: String,
}

/// What holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Sandbox {
    /// Landlock confines files and TCP.
    pub files_confined: bool,
}

/// Enters it: `readable` and `writable` folders stay accessible, nothing else but libraries
/// and fonts.
pub fn enter(readable: &Path, writable: &[&Path]) -> Result<Sandbox, SandboxError> {
    nice(NICE).map_err(failed("nice"))?;
    for (resource, limit) in [(Resource::As, MEMORY_BYTES), (Resource::Nofile, FILES), (Resource::Core, 0)] {
        let limit = Some(limit);
        setrlimit(resource, Rlimit { current: limit, maximum: limit }).map_err(failed("limits"))?;
    }
    let status = confine_files(readable, writable).map_err(failed("landlock"))?;
    let program = forbidden_calls().map_err(failed("seccomp"))?;
    apply_filter(&program).map_err(failed("seccomp"))?;
    Ok(Sandbox { files_confined: status.ruleset != RulesetStatus::NotEnforced })
}

fn failed<E: Display>(step: &'static str) -> impl Fn(E) -> SandboxError {
    move |e| SandboxError { step, why: e.to_string() }
}

/// Libraries, fonts and their indexes, and what FFmpeg asks about the processor.
const SYSTEM: [&str; 6] =
    ["/usr", "/lib", "/lib64", "/etc/fonts", "/var/cache/fontconfig", "/sys/devices/system/cpu"];

fn confine_files(readable: &Path, writable: &[&Path]) -> Result<RestrictionStatus, RulesetError> {
    const NEWEST: ABI = ABI::V7;
    let (all, read) = (AccessFs::from_all(NEWEST), AccessFs::from_read(NEWEST));
    let mut ruleset = Ruleset::default()
        .handle_access(all)?
        .handle_access(AccessNet::from_all(NEWEST))?
        .scope(Scope::from_all(NEWEST))?
        .create()?;
    let allow = |ruleset: RulesetCreated, path: &Path, access| match PathFd::new(path) {
        Ok(fd) => ruleset.add_rule(PathBeneath::new(fd, access)),
        // What is not there need not be allowed.
        Err(_) => Ok(ruleset),
    };
    for path in SYSTEM {
        ruleset = allow(ruleset, Path::new(path), read)?;
    }
    ruleset = allow(ruleset, readable, read)?;
    for path in writable {
        ruleset = allow(ruleset, path, all)?;
    }
    ruleset.restrict_self()
}

/// System calls that a finaliser never needs and an intruder would want.
const FORBIDDEN: [i64; 34] = [
    libc::SYS_socket,
    libc::SYS_socketpair,
    libc::SYS_connect,
    libc::SYS_bind,
    libc::SYS_listen,
    libc::SYS_accept,
    libc::SYS_accept4,
    libc::SYS_execve,
    libc::SYS_execveat,
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_kill,
    libc::SYS_tkill,
    libc::SYS_pidfd_open,
    libc::SYS_pidfd_getfd,
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_pivot_root,
    libc::SYS_chroot,
    libc::SYS_setns,
    libc::SYS_unshare,
    libc::SYS_bpf,
    libc::SYS_perf_event_open,
    libc::SYS_userfaultfd,
    libc::SYS_io_uring_setup,
    libc::SYS_keyctl,
    libc::SYS_add_key,
    libc::SYS_request_key,
    libc::SYS_init_module,
    libc::SYS_finit_module,
    libc::SYS_kexec_load,
    libc::SYS_open_by_handle_at,
    libc::SYS_personality,
];

/// Those calls, and new processes, fail with "operation not permitted"; new threads do not.
fn forbidden_calls() -> Result<BpfProgram, seccompiler::BackendError> {
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> =
        FORBIDDEN.iter().map(|call| (*call, Vec::new())).collect();
    let thread = libc::CLONE_THREAD as u64;
    let no_thread = SeccompCondition::new(0, SeccompCmpArgLen::Qword, SeccompCmpOp::MaskedEq(thread), 0)?;
    rules.insert(libc::SYS_clone, vec![SeccompRule::new(vec![no_thread])?]);
    #[cfg(target_arch = "x86_64")]
    rules.extend([(libc::SYS_fork, Vec::new()), (libc::SYS_vfork, Vec::new())]);
    let arch = std::env::consts::ARCH.try_into()?;
    SeccompFilter::new(rules, SeccompAction::Allow, SeccompAction::Errno(libc::EPERM as u32), arch)?
        .try_into()
}

/// `clone3` hides its flags from filters: without it the C library falls back to `clone`.
pub fn without_clone3() -> Result<(), SandboxError> {
    let rules = BTreeMap::from([(libc::SYS_clone3, Vec::new())]);
    let absent = SeccompAction::Errno(libc::ENOSYS as u32);
    let filter = std::env::consts::ARCH
        .try_into()
        .and_then(|arch| SeccompFilter::new(rules, SeccompAction::Allow, absent, arch))
        .and_then(BpfProgram::try_from);
    apply_filter(&filter.map_err(failed("seccomp"))?).map_err(failed("seccomp"))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::ErrorKind;
    use std::net::{TcpStream, UdpSocket};
    use std::process::Command;

    use super::*;

    const CHILD: &str = "RECORDER_SANDBOX_TEST";

    /// A sandbox is for life, so the test tries it in a process of its own.
    #[test]
    fn inside_nothing_can_be_reached_but_the_recording_and_the_bundle() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["in", "out", "elsewhere"] {
            fs::create_dir(folder.path().join(name)).unwrap();
            fs::write(folder.path().join(name).join("file"), name).unwrap();
        }
        let output = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "sandbox::tests::child", "--ignored", "--nocapture"])
            .env(CHILD, folder.path())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
        assert!(said.contains("sandbox held"), "{said}");
    }

    #[test]
    #[ignore = "run by the test above"]
    fn child() {
        let Ok(folder) = std::env::var(CHILD) else { return };
        let path = |name: &str| Path::new(&folder).join(name);
        without_clone3().unwrap();
        let sandbox = enter(&path("in"), &[&path("out")]).unwrap();
        assert_eq!(fs::read_to_string(path("in/file")).unwrap(), "in");
        fs::write(path("out/new"), "x").unwrap();
        fs::rename(path("out/new"), path("out/renamed")).unwrap();
        if sandbox.files_confined {
            for forbidden in ["elsewhere/file", "in/../elsewhere/file"] {
                assert_eq!(fs::read(path(forbidden)).unwrap_err().kind(), ErrorKind::PermissionDenied);
            }
            assert!(fs::write(path("in/file"), "x").is_err(), "the recording is read only");
            assert!(fs::read("/etc/passwd").is_err());
        }
        for refused in [
            TcpStream::connect("127.0.0.1:9").unwrap_err(),
            UdpSocket::bind("127.0.0.1:0").unwrap_err(),
            Command::new("/usr/bin/true").spawn().unwrap_err(),
        ] {
            assert_eq!(refused.kind(), ErrorKind::PermissionDenied, "{refused}");
        }
        std::thread::spawn(|| println!("sandbox held")).join().unwrap();
    }
}
