//! The command line: `run` (the default), `demo`, `doctor`, `backup`, `restore`, `migrate`, `admin`.
//!
//! Exit codes: 0 done, 1 refused or failed with the cause, 2 wrong usage. Settings come from the environment or `.env`.

use clap::{Parser, Subcommand};
use claviger::{
    app::{
        App, Parts, StartError,
        backups::{self, Request},
        doctor::{self, Found},
        open, serve,
    },
    backup::Manifest,
    config::{self, Config, LogFormat},
    demo, in_tx,
    service::people,
    telemetry,
};
use std::{path::Path, process::ExitCode};

/// A Telegram-bot-first back office for people who sell access.
#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the bot (the default).
    Run,
    /// Show everything on this machine, without a token and without a network: open the page that it prints.
    Demo {
        /// Where the chat page listens.
        #[arg(long, default_value = "127.0.0.1:8090")]
        listen: std::net::SocketAddr,
        /// Begin with an empty house, to go through the first start.
        #[arg(long)]
        empty: bool,
    },
    /// Check settings, key, database, audit chain, Telegram and servers; exit 0 only where all is well.
    Doctor,
    /// Make an encrypted backup of everything in one file, and prove that it can be read back.
    Backup {
        /// The file to write, encrypted by the passphrase of the settings.
        #[arg(long)]
        output: std::path::PathBuf,
    },
    /// Put a backup in the place of the house, or on an empty machine.
    Restore {
        /// The backup's file.
        file: std::path::PathBuf,
        /// Don't ask.
        #[arg(long)]
        yes: bool,
        /// Don't back the present house up first.
        #[arg(long)]
        no_backup: bool,
    },
    /// Bring the database's schema up to date, and end.
    Migrate,
    /// Things that only somebody at the machine may do.
    Admin {
        #[command(subcommand)]
        what: Admin,
    },
}

#[derive(Subcommand)]
enum Admin {
    /// Print a new one-time code, by which its bearer becomes an owner.
    OwnerCode,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Err(error) = dotenvy::dotenv()
        && !error.not_found()
    {
        return refuse(&format!(".env can't be read: {error}"));
    }
    let config = match config::read(|name| std::env::var(name).ok()) {
        Ok(config) => config,
        Err(mistakes) => return refuse(&mistakes.to_string()),
    };
    if let Err(error) = telemetry::install(&config.log.rust_log, config.log.format == LogFormat::Json) {
        return refuse(&error.to_string());
    }
    for warning in &config.warnings {
        tracing::warn!("{warning}");
    }
    for (found, meant) in config::misspelt(std::env::vars().map(|(name, _)| name)) {
        tracing::warn!("{found} is set, but there is no such setting; is {meant} meant?");
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return refuse(&format!("the runtime can't be started: {error}")),
    };
    let code = runtime.block_on(async {
        match arguments.command.unwrap_or(Command::Run) {
            Command::Run => run(&config).await,
            Command::Demo { listen, empty } => show(&config, listen, empty).await,
            Command::Doctor => examine(&config).await,
            Command::Migrate => migrate(&config).await,
            Command::Backup { output } => backup(&config, &output).await,
            Command::Restore { file, yes, no_backup } => {
                restore(&config, Request { file: &file, backup_first: !no_backup }, yes).await
            }
            Command::Admin { what: Admin::OwnerCode } => owner_code(&config).await,
        }
    });
    // A name that is still being looked up isn't waited for.
    runtime.shutdown_background();
    code
}

fn refuse(why: &str) -> ExitCode {
    eprintln!("{why}");
    ExitCode::FAILURE
}

/// Ctrl-C or SIGTERM.
async fn asked_to_end() {
    let interrupt = tokio::signal::ctrl_c();
    let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else {
        // Without a handler for SIGTERM the system ends the program at once: Ctrl-C is what is left.
        let _ = interrupt.await;
        return;
    };
    tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
}

async fn run(config: &Config) -> ExitCode {
    let app = match App::start(config, &Parts::default()).await {
        Ok(app) => app,
        Err(StartError::NoToken) => {
            return refuse(
                "TELEGRAM_BOT_TOKEN isn't set. Get a token from @BotFather in Telegram (/newbot), then put this line into a \
                 file named .env:\n\n    TELEGRAM_BOT_TOKEN=123456789:AAE…\n\nTo look around first, without a token:\n\n    \
                 cargo run --release -- demo\n",
            );
        }
        Err(error) => return refuse(&error.to_string()),
    };
    tracing::info!(address = %app.address, "serving");
    let end = async {
        asked_to_end().await;
        tracing::info!("ending");
    };
    match serve(config, &Parts::default(), app, end).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => refuse(&error.to_string()),
    }
}

async fn backup(config: &Config, output: &Path) -> ExitCode {
    match backups::backup_to(config, &Parts::default(), output).await {
        Ok(manifest) => {
            println!("{}\nIt was read back and proved: {}", told(&manifest), output.display());
            ExitCode::SUCCESS
        }
        Err(error) => refuse(&error.to_string()),
    }
}

async fn restore(config: &Config, request: Request<'_>, yes: bool) -> ExitCode {
    let sure = |manifest: &Manifest, living: bool| yes || is_sure(manifest, living);
    match backups::restore_from(config, &Parts::default(), request, sure).await {
        Ok(manifest) => {
            println!(
                "{}\nThe house is restored. Messages and work on servers wait until an admin lets them go in the bot.",
                told(&manifest)
            );
            ExitCode::SUCCESS
        }
        Err(error) => refuse(&error.to_string()),
    }
}

/// What a backup holds, in a line.
fn told(manifest: &Manifest) -> String {
    format!(
        "{} of {}, schema {}: {} people, {} servers, {} keys",
        manifest.house,
        manifest.made_at.format("%Y-%m-%d %H:%M UTC"),
        manifest.schema,
        manifest.count("person"),
        manifest.count("server"),
        manifest.count("access_key")
    )
}

fn is_sure(manifest: &Manifest, living: bool) -> bool {
    println!("This backup holds {}.", told(manifest));
    println!(
        "{}",
        if living { "It takes the place of the house that is here." } else { "There is no house here yet." }
    );
    println!("Type restore to go on:");
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer).is_ok() && answer.trim().eq_ignore_ascii_case("restore")
}

async fn show(config: &Config, listen: std::net::SocketAddr, empty: bool) -> ExitCode {
    match demo::start(config, listen, empty).await {
        Ok(running) => {
            println!("\nThe demo is up. Open this page:\n\n    {}\n\nCtrl-C ends it.\n", running.page());
            asked_to_end().await;
            running.stop().await;
            ExitCode::SUCCESS
        }
        Err(error) => refuse(&error.to_string()),
    }
}

async fn examine(config: &Config) -> ExitCode {
    let checks = doctor::examine(config, &Parts::default()).await;
    let mut well = true;
    for check in checks {
        match check.found {
            Found::Well(found) => println!("ok       {}: {found}", check.name),
            Found::Note(what) => println!("!        {}: {what}", check.name),
            Found::Ill(why) => {
                well = false;
                println!("NOT WELL {}: {why}", check.name);
            }
        }
    }
    if well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn migrate(config: &Config) -> ExitCode {
    match open(config, &Parts::default()).await {
        Ok(opened) => {
            opened.db.close().await;
            println!("The schema is up to date.");
            ExitCode::SUCCESS
        }
        Err(error) => refuse(&error.to_string()),
    }
}

async fn owner_code(config: &Config) -> ExitCode {
    let parts = Parts::default();
    let opened = match open(config, &parts).await {
        Ok(opened) => opened,
        Err(error) => return refuse(&error.to_string()),
    };
    let now = parts.clock.now();
    match in_tx!(opened.db, |tx| people::owner_code(tx, &opened.env, true, now).await) {
        Ok(Some(code)) => {
            println!("Send this code to the bot, from the account that is to become an owner: {code}");
            ExitCode::SUCCESS
        }
        Ok(None) => refuse("there is an owner already"),
        Err(error) => refuse(&error.to_string()),
    }
}
