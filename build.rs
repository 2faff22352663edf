//! Rebuilds when a migration or a file of the web client comes or goes: the macros that embed
//! them only notice changes to files that they know.
use std::io;

fn main() -> io::Result<()> {
    // A folder that is not there would count as changed at every build.
    std::fs::create_dir_all("web-client/dist")?;
    for folder in ["migrations", "migrations/sqlite", "migrations/postgres", "web-client/dist"] {
        println!("cargo::rerun-if-changed={folder}");
    }
    Ok(())
}
