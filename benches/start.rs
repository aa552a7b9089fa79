//! Starting: the program to `/readyz`, the demo to its page, and the memory of a house at rest.
//!
//! Held against `claviger --version` in the same run: what the system needs to start any program of this size.
//! `cargo bench --bench start`
#![allow(clippy::expect_used, reason = "a measurement that can't go on ends")]

mod ground;

use claviger::{
    app::{Parts, open},
    config, in_tx, on,
};
use ground::{fake::Fake, median, ms, verdict};
use std::{
    collections::HashMap,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

const ROUNDS: usize = 7;
const LARGE: i64 = 100_000;
const KEYS: &str = "INSERT INTO access_key (server_id, name, name_folded, remote_id, phase, days, from_first_use, expiry_own, quota,
    quota_own, desired_rev, synced_rev, created_at, version)
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1)
    SELECT 1, 'phone-' || i, 'phone-' || i, CAST(1000000 + i AS TEXT), 'live', 30, FALSE, FALSE, 50000000000, FALSE, 1, 1, $2, 1 FROM n";
/// A server that was paused: nothing is to be asked of it.
const SERVER: &str =
    "INSERT INTO server (name, kind, secret, remote_uid, host, state, health, fails, created_at, version)
    VALUES ('Frankfurt', 'outline', $1, 'a', 'a.example', 'paused', 'up', 0, $2, 1)";

struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn program(arguments: &[&str], settings: &HashMap<&'static str, String>, folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_claviger"));
    command.args(arguments).env_clear().envs(settings).current_dir(folder);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// A port that is free now.
fn port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

/// Starts it and asks until it answers with 200; gives milliseconds.
fn until_ready(mut command: Command, address: &str, path: &str) -> (Program, f64) {
    let began = Instant::now();
    let running = Program(command.spawn().expect("it starts"));
    while began.elapsed() < Duration::from_secs(20) {
        if answers(address, path) {
            return (running, ms(began.elapsed()));
        }
        std::thread::park_timeout(Duration::from_micros(500));
    }
    panic!("{address}{path} doesn't answer");
}

/// Starts the demo and waits until it says what to open: its page answers earlier, but its house isn't furnished then.
fn until_told(mut command: Command) -> (Program, f64) {
    use std::io::BufRead;
    let began = Instant::now();
    let mut running = Program(command.stdout(Stdio::piped()).spawn().expect("it starts"));
    let out = std::io::BufReader::new(running.0.stdout.take().expect("its output"));
    let told = out.lines().map_while(Result::ok).any(|line| line.contains("/demo"));
    assert!(told, "the demo ended");
    (running, ms(began.elapsed()))
}

fn answers(address: &str, path: &str) -> bool {
    use std::io::{Read, Write};
    let Ok(mut stream) = std::net::TcpStream::connect(address) else { return false };
    let _ = stream.set_read_timeout(Some(Duration::from_secs(5)));
    let asked = write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    let mut answer = [0; 12];
    asked.is_ok() && stream.read_exact(&mut answer).is_ok() && answer.ends_with(b"200")
}

/// Resident memory in MB, after it has been at rest.
fn resident(running: &Program) -> f64 {
    std::thread::sleep(Duration::from_secs(3));
    let status = std::fs::read_to_string(format!("/proc/{}/status", running.0.id())).unwrap_or_default();
    let kb = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).and_then(|l| l.trim().split(' ').next());
    kb.and_then(|kb| kb.parse::<f64>().ok()).unwrap_or(f64::NAN) / 1_024.0
}

async fn prepare(settings: &HashMap<&'static str, String>, keys: i64) {
    let config = config::read(|name| settings.get(name).cloned()).expect("settings");
    let opened = open(&config, &Parts::default()).await.expect("it opens");
    let now = opened.env.clock.now();
    if keys > 0 {
        in_tx!(opened.db, |tx| {
            on!(tx, |c| async {
                sqlx::query(SERVER).bind(vec![7_u8; 40]).bind(now).execute(&mut *c).await?;
                sqlx::query(KEYS).bind(keys).bind(now).execute(&mut *c).await.map(|_| ())
            })
        })
        .expect("keys");
    }
    opened.db.close().await;
}

/// The house in that folder: median milliseconds to `/readyz`, and memory at rest.
fn house(settings: &mut HashMap<&'static str, String>, folder: &Path) -> (f64, f64, f64) {
    let (mut ready, mut nothing, mut memory) = (Vec::new(), Vec::new(), f64::NAN);
    for round in 0..ROUNDS {
        let began = Instant::now();
        program(&["--version"], settings, folder).status().expect("it runs");
        nothing.push(ms(began.elapsed()));
        let address = format!("127.0.0.1:{}", port());
        settings.insert("HTTP_LISTEN", address.clone());
        let (running, taken) = until_ready(program(&[], settings, folder), &address, "/readyz");
        ready.push(taken);
        if round + 1 == ROUNDS {
            memory = resident(&running);
        }
    }
    (median(ready), median(nothing), memory)
}

fn main() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let fake = Fake::start();
    for (name, keys) in [("an empty house", 0), ("100,000 keys", LARGE)] {
        let folder = ground::folder(&format!("start-{keys}"));
        let mut settings = ground::house::settings(&fake, &folder, false);
        runtime.block_on(prepare(&settings, keys));
        let (ready, nothing, memory) = house(&mut settings, &folder);
        println!("{name:<15} start to /readyz {ready:>7.1} ms   --version {nothing:>5.1} ms");
        println!("{name:<15} memory at rest  {memory:>7.1} MB   (aim below 40 MB {})", verdict(memory < 40.0));
        let _ = std::fs::remove_dir_all(&folder);
    }
    let folder = ground::folder("start-demo");
    let settings = HashMap::from([("DATA_DIR", folder.display().to_string())]);
    let (mut up, mut memory) = (Vec::new(), f64::NAN);
    for round in 0..5 {
        let address = format!("127.0.0.1:{}", port());
        let (running, taken) = until_told(program(&["demo", "--listen", &address], &settings, &folder));
        assert!(answers(&address, "/demo"), "the page is there");
        up.push(taken);
        if round == 4 {
            memory = resident(&running);
        }
    }
    let up = median(up);
    println!("the demo        start to page   {up:>7.1} ms   (aim below 2 s {})", verdict(up < 2_000.0));
    println!("the demo        memory at rest  {memory:>7.1} MB   with its servers and its Bot API");
    let _ = std::fs::remove_dir_all(&folder);
}
