//! `concord serve` and `concord demo`.

use tokio::signal::unix::{SignalKind, signal};
use tracing::{info, warn};

use super::CliError;
use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::demo::{self, Logins};
use crate::http;
use crate::media_node;

/// Runs the server until it is told to stop.
pub async fn serve(config: Config) -> Result<(), CliError> {
    info!("settings in force:\n{}", config.effective());
    let app = App::build(config, Clock::system(), media_node::start).await?;
    announce(&app, None);
    Ok(app.run(told_to_stop()).await?)
}

/// The same with example people and cases.
pub async fn demo(config: Config) -> Result<(), CliError> {
    let app = App::build(config, Clock::system(), media_node::start).await?;
    let api = app.api();
    let logins = demo::prepare(&api.store, api.access.passwords(), &api.config, api.clock.now()).await?;
    announce(&app, Some(&logins));
    Ok(app.run(told_to_stop()).await?)
}

fn announce(app: &App, logins: Option<&Logins>) {
    if !http::web_client_is_built() {
        warn!("the web client was not built into this server: run `make web` and build again");
    }
    println!("\n  Concord 和庭  {}", app.url());
    for url in app.phone_urls() {
        println!("  on a phone    {url}  (accept the certificate once)");
    }
    if let Some(logins) = logins {
        println!("\n{logins}");
    }
    println!("  Ctrl-C ends it; the data is kept.\n");
}

/// Resolves on SIGTERM or Ctrl-C.
pub async fn told_to_stop() {
    let (Ok(mut terminate), Ok(mut interrupt)) =
        (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        warn!("signals cannot be received; stop the process by killing it");
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}
