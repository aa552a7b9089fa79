//! A headless Chromium behind its driver, for one test at a time: it is gone when the test is, however that ends.
//!
//! Without the two programs a test says that it was skipped, or panics where `CLAVIGER_REQUIRE=all`.

use crate::harness::db::folder;
use fantoccini::{Client, ClientBuilder, wd::Capabilities};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};
use tokio::sync::{Mutex, MutexGuard};

const BROWSER: &str = "/usr/bin/chromium";
const DRIVER: &str = "/usr/bin/chromedriver";
/// How long a condition in the page is waited for, in milliseconds.
const PATIENCE: u32 = 60_000;

/// Two browsers at once on a small machine would only make each other slow.
static ONE: Mutex<()> = Mutex::const_new(());

/// Starts the driver, waits until its standard input is closed, kills it and takes its folder away. The browser hangs on
/// the driver by a pipe, and ends with it.
const KEEPER: &str = r#"
dir=$1; shift
"$@" &
cat >/dev/null
kill -KILL $!
wait $! 2>/dev/null
while rm -rf "$dir"; [ -e "$dir" ]; do :; done
"#;

/// What the page is looked at on.
#[derive(Debug, Clone, Copy)]
pub enum Screen {
    /// A desk: 1280 × 800.
    Desk,
    /// A phone held upright: 390 × 844.
    Phone,
}

/// A browser.
#[derive(Debug)]
pub struct Chromium {
    /// For telling it what to do.
    pub client: Client,
    // Its standard input is closed when this process ends.
    _keeper: Child,
    _one: MutexGuard<'static, ()>,
}

impl Chromium {
    /// Starts one, where it is installed.
    pub async fn start(test: &str, screen: Screen) -> Option<Self> {
        if ![BROWSER, DRIVER].iter().all(|program| Path::new(program).exists()) {
            assert!(
                std::env::var("CLAVIGER_REQUIRE").as_deref() != Ok("all"),
                "Chromium or its driver isn't installed"
            );
            println!("skipped without Chromium and its driver: {test}");
            return None;
        }
        let one = ONE.lock().await;
        let dir = folder();
        let mut keeper = Command::new("sh")
            .args(["-c", KEEPER, "keeper"])
            .arg(&dir)
            .args([DRIVER, "--port=0"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(keeper.stdout.take().unwrap()).lines().map_while(Result::ok);
        let port =
            lines.find_map(|line| Some(line.split_once("successfully on port ")?.1.trim_end_matches('.').to_owned()));
        let port = port.expect("chromedriver doesn't start");
        std::thread::spawn(move || lines.count());
        let driver = format!("http://127.0.0.1:{port}");
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let client = builder.capabilities(capabilities(&dir, screen)).connect(&driver).await;
        let client = client.expect("Chromium doesn't start");
        Some(Self { client, _keeper: keeper, _one: one })
    }
}

fn capabilities(dir: &Path, screen: Screen) -> Capabilities {
    let (width, height, ratio, phone) = match screen {
        Screen::Desk => (1280, 800, 1.0, false),
        Screen::Phone => (390, 844, 1.5, true),
    };
    let data = format!("--user-data-dir={}", dir.join("profile").display());
    let options = json!({
        "binary": BROWSER,
        "args": [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
            "--disable-background-networking", "--disable-component-update", "--force-prefers-reduced-motion",
            "--remote-debugging-pipe", data,
        ],
        "mobileEmulation": { "deviceMetrics": {
            "width": width, "height": height, "pixelRatio": ratio, "touch": phone, "mobile": phone,
        } },
    });
    [
        ("browserName", json!("chrome")),
        ("timeouts", json!({ "script": PATIENCE })),
        ("goog:loggingPrefs", json!({ "browser": "ALL" })),
        ("goog:chromeOptions", options),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}
