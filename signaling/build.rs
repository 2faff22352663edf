//! Rust types for the trimmed `.proto` files, without `protoc`.

use std::env;
use std::error::Error;

use prost::Message;

const FILES: [&str; 4] = ["models.proto", "signal.proto", "data.proto", "room_service.proto"];

/// The signalling socket speaks binary only; all others also travel as JSON.
const BINARY_ONLY: &str = "signal.proto";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=proto");
    let folder = env::var("CARGO_MANIFEST_DIR")? + "/proto";
    let set = protox::compile(FILES, [folder])?;

    let mut json = set.clone();
    json.file.retain(|file| file.name() != BINARY_ONLY);

    prost_build::Config::new().btree_map(["."]).compile_fds(set)?;
    pbjson_build::Builder::new()
        .register_descriptors(&json.encode_to_vec())?
        .btree_map(["."])
        .ignore_unknown_fields()
        .build(&[".livekit"])?;
    Ok(())
}
