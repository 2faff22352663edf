//! `concord serve --dev`: rooms without a case, for the tools and SDKs of the LiveKit ecosystem.

use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::media_node;
use crate::open_rooms::{KEY, SECRET};

use super::CliError;
use super::serve::told_to_stop;

/// Where the data goes unless `--data` says otherwise: never among that of real cases.
pub const FOLDER: &str = "data-dev";

/// Runs the server with its doors open until it is told to stop.
pub async fn serve(config: Config) -> Result<(), CliError> {
    let app = App::build(config, Clock::system(), media_node::start).await?.with_open_rooms().await?;
    println!("\n  Concord 和庭  {}  (development: everybody may come in)", app.url());
    println!("  API key       {KEY}\n  API secret    {SECRET}\n");
    Ok(app.run(told_to_stop()).await?)
}
