//! What can be wrong with a server, and that each fault is named for what it is, without a secret in its words.
//!
//! The circuit too: who is asked in vain too often isn't asked for a while.

use super::{HastyClock, Scene, key, options, registry};
use chrono::TimeDelta;
use claviger::{
    demo::outline::{OutlineSim, options::Fault, options::SimOptions},
    ports::{Driver, DriverError, Drivers},
};
use std::time::Duration;

async fn fault(scene: &Scene, fault: Fault) -> DriverError {
    scene.sim.set_fault(fault, true).await.unwrap();
    let error = scene.driver.probe().await.unwrap_err();
    scene.assert_secretless(&error);
    scene.sim.set_fault(fault, false).await.unwrap();
    scene.driver.probe().await.expect("well again");
    error
}

#[tokio::test]
async fn each_fault_has_its_name() {
    let mut patient = options();
    // A kept connection that was cut meanwhile fails once.
    patient.retries = 2;
    let scene = Scene::with(patient).await;
    assert_eq!(fault(&scene, Fault::Down).await, DriverError::Unreachable("connection refused".into()));
    assert_eq!(fault(&scene, Fault::Failing).await, DriverError::Inside { status: 500 });
    assert_eq!(fault(&scene, Fault::WebPage).await, DriverError::NotTheApi("a web page".into()));
    let (expected, found) = (scene.sim.cert_sha256(), scene.sim.other_cert_sha256());
    assert_eq!(fault(&scene, Fault::OtherCertificate).await, DriverError::Fingerprint { expected, found });
    let before = claviger::ports::Clock::now(&*scene.clock);
    scene.sim.set_fault(Fault::Slow, true).await.unwrap();
    scene.driver.probe().await.unwrap();
    assert_eq!(claviger::ports::Clock::now(&*scene.clock) - before, TimeDelta::seconds(4), "late, but an answer");
}

#[tokio::test]
async fn a_server_that_never_answers() {
    let mut hasty = options();
    hasty.connect_timeout = Duration::from_millis(200);
    hasty.call_timeout = Duration::from_millis(300);
    let scene = Scene::with(hasty).await;
    scene.sim.set_fault(Fault::Silent, true).await.unwrap();
    assert_eq!(scene.driver.probe().await, Err(DriverError::Timeout));
}

#[tokio::test]
async fn a_wrong_path_is_no_missing_key() {
    let scene = Scene::new().await;
    scene.driver.ensure(&key("5", "Ann", None)).await.unwrap();
    let wrong = scene.sim.installer_json().replace("\",\"certSha256", "0\",\"certSha256");
    let registry = registry(&scene.clock, options());
    let access = registry.read_paste(&wrong).unwrap();
    assert_eq!(access.address, scene.sim.address().to_string());
    let driver = registry.open(access.kind, &access.secret).unwrap();
    assert_eq!(driver.probe().await, Err(DriverError::WrongPath));
    assert_eq!(driver.list().await, Err(DriverError::WrongPath));
    assert_eq!(driver.status("5").await, Err(DriverError::WrongPath));
    assert_eq!(driver.remove("5").await, Err(DriverError::WrongPath), "not done, and not said to be");
    assert_eq!(driver.ensure(&key("5", "Ann", None)).await, Err(DriverError::WrongPath));
    assert_eq!(driver.transfer().await, Err(DriverError::WrongPath));
}

#[tokio::test]
async fn an_old_server_is_refused_in_words_that_help() {
    let scene = Scene::new().await;
    scene.sim.set_fault(Fault::OldVersion, true).await.unwrap();
    let error = scene.driver.ensure(&key("5", "Ann", None)).await.unwrap_err();
    assert!(matches!(&error, DriverError::Refused { message, .. } if message.contains("1.8.0")), "{error:?}");
    assert!(scene.sim.truth().is_empty() && !error.passing());
}

#[tokio::test]
async fn retries_wait_and_then_say_what_was_wrong() {
    let mut patient = options();
    patient.retries = 2;
    let scene = Scene::with(patient).await;
    let before = claviger::ports::Clock::now(&*scene.clock);
    scene.sim.set_fault(Fault::Failing, true).await.unwrap();
    assert_eq!(scene.driver.list().await, Err(DriverError::Inside { status: 500 }));
    let waited = claviger::ports::Clock::now(&*scene.clock) - before;
    assert!(waited >= TimeDelta::milliseconds(600) && waited <= TimeDelta::milliseconds(1_200), "{waited}");
}

#[tokio::test]
async fn the_circuit_opens_and_closes_again() {
    let scene = Scene::new().await;
    scene.sim.set_fault(Fault::Down, true).await.unwrap();
    for _ in 0..5 {
        assert!(matches!(scene.driver.list().await, Err(DriverError::Unreachable(_))));
    }
    assert_eq!(scene.driver.list().await, Err(DriverError::CircuitOpen));
    assert_eq!(scene.driver.ensure(&key("1", "x", None)).await, Err(DriverError::CircuitOpen));
    scene.sim.set_fault(Fault::Down, false).await.unwrap();
    assert_eq!(scene.driver.list().await, Err(DriverError::CircuitOpen), "nobody looks before the pause is over");
    scene.clock.pass(TimeDelta::seconds(30));
    scene.driver.list().await.unwrap();
    scene.driver.list().await.unwrap();

    scene.sim.set_fault(Fault::Down, true).await.unwrap();
    for _ in 0..5 {
        assert!(scene.driver.list().await.is_err());
    }
    scene.sim.set_fault(Fault::Down, false).await.unwrap();
    scene.driver.probe().await.expect("a check that somebody asks for is made at once");
    scene.driver.list().await.expect("and closes the circuit");
}

#[tokio::test]
async fn private_addresses_are_refused_unless_allowed() {
    let clock = HastyClock::new();
    let sim = OutlineSim::start(clock.clone(), SimOptions::default()).await.unwrap();
    let mut strict = options();
    strict.allow_private = false;
    let registry = registry(&clock, strict);
    let own = sim.installer_json();
    for host in [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "[::1]",
        "[::ffff:10.0.0.1]",
        "192.168.1.1",
        "100.64.1.1",
        "169.254.169.254",
    ] {
        let access = registry.read_paste(&own.replace("127.0.0.1", host)).unwrap();
        assert_eq!(registry.open(access.kind, &access.secret).err(), Some(DriverError::PrivateAddress), "{host}");
    }
    assert!(sim.calls().is_empty());
}

#[tokio::test]
async fn a_port_that_speaks_no_tls() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async move {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 64]).await;
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n").await;
        }
    });
    let registry = registry(&HastyClock::new(), options());
    let access = registry.read_paste(&format!("https://{address}/path {}", "ab".repeat(32))).unwrap();
    let driver = registry.open(access.kind, &access.secret).unwrap();
    assert_eq!(driver.probe().await, Err(DriverError::NotTheApi("it doesn't speak TLS".into())));
    server.abort();
}
