//! A PostgreSQL server of our own for the length of the test run.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{ConnectOptions, Connection, Executor};

/// Where the server answers.
pub struct Postgres {
    /// TCP port on 127.0.0.1.
    pub port: u16,
    /// Ends, and takes the server with it, when this process does: its input is our pipe.
    _watchdog: Child,
}

static SERVER: OnceLock<Postgres> = OnceLock::new();
static DATABASES: AtomicU32 = AtomicU32::new(0);

impl Postgres {
    /// The server of this test run, started on first use.
    pub fn server() -> &'static Self {
        SERVER.get_or_init(Self::start)
    }

    /// The address of a new, empty database.
    pub async fn new_database() -> String {
        let server = Self::server();
        let name = format!("t{}", DATABASES.fetch_add(1, Ordering::Relaxed));
        let options: sqlx::postgres::PgConnectOptions = server.url("postgres").parse().unwrap();
        let mut connection = options.connect().await.unwrap();
        connection.execute(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.unwrap();
        connection.close().await.unwrap();
        server.url(&name)
    }

    fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    fn start() -> Self {
        let bin = programs();
        let folder = tempfile::Builder::new().prefix("concord-pg-").tempdir().unwrap().keep();
        let owner = unprivileged();
        if let Some((uid, gid)) = owner {
            chown(&folder, Some(uid), Some(gid)).unwrap();
        }
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).unwrap();
        let as_owner = |command: &mut Command| {
            command.current_dir(&folder);
            if let Some((uid, gid)) = owner {
                command.uid(uid).gid(gid);
            }
        };
        let data = folder.join("data");
        let mut initdb = Command::new(bin.join("initdb"));
        initdb
            .args(["-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-locale", "--no-sync", "-D"])
            .arg(&data);
        as_owner(&mut initdb);
        let made = initdb.output().unwrap();
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));

        let port = free_port();
        let mut watchdog = Command::new("sh");
        watchdog
            .arg("-c")
            .arg(watch_script(&bin, &folder, port))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        as_owner(&mut watchdog);
        let mut watchdog = watchdog.spawn().unwrap();
        let mut said = String::new();
        BufReader::new(watchdog.stdout.take().unwrap()).read_line(&mut said).unwrap();
        assert_eq!(said, "ready\n", "PostgreSQL did not start, see {}", folder.join("log").display());
        Self { port, _watchdog: watchdog }
    }
}

/// Starts the server, says so, waits for the end of its input, and clears up.
fn watch_script(bin: &Path, folder: &Path, port: u16) -> String {
    let (bin, folder) = (bin.display(), folder.display());
    format!(
        "{bin}/pg_ctl -w -s -D {folder}/data -l {folder}/log \
           -o '-F -h 127.0.0.1 -p {port} -k {folder} -c max_connections=400' start >/dev/null && echo ready && cat >/dev/null; \
         {bin}/pg_ctl -s -D {folder}/data -m immediate stop >/dev/null 2>&1; rm -rf {folder}"
    )
}

/// The newest PostgreSQL on this machine.
fn programs() -> PathBuf {
    let mut found: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .expect("PostgreSQL is installed (make tools)")
        .map(|entry| entry.unwrap().path().join("bin"))
        .filter(|bin| bin.join("initdb").is_file())
        .collect();
    found.sort();
    found.pop().expect("PostgreSQL's server is installed (make tools)")
}

/// PostgreSQL refuses to run as root: then it runs as the account its package made.
fn unprivileged() -> Option<(u32, u32)> {
    let is_root = fs::metadata("/proc/self").is_ok_and(|me| std::os::unix::fs::MetadataExt::uid(&me) == 0);
    let account = || {
        let accounts = fs::read_to_string("/etc/passwd").unwrap();
        let line = accounts.lines().find(|line| line.starts_with("postgres:"))?;
        let mut fields = line.split(':').skip(2).map(|field| field.parse::<u32>().unwrap());
        Some((fields.next()?, fields.next()?))
    };
    is_root.then(|| account().expect("the package made an account named postgres"))
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
