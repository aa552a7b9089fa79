//! The ways out: through an HTTP proxy and through SOCKS, to a server whose name only the proxy knows.
//!
//! The stand-ins lead everything to the simulator and note what was asked of them.

use super::{HastyClock, options, registry};
use claviger::{
    demo::outline::{OutlineSim, options::Fault, options::SimOptions},
    drivers::options::{DriverOptions, ProxyChoice},
    ports::{DriverError, Drivers},
};
use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
};

type Asked = Arc<Mutex<Vec<String>>>;

async fn connect_request(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.ok()?;
    String::from_utf8_lossy(&head).lines().next().map(str::to_owned)
}

async fn socks_request(stream: &mut TcpStream) -> Option<String> {
    let [version, methods] = [stream.read_u8().await.ok()?, stream.read_u8().await.ok()?];
    let mut offered = vec![0; usize::from(methods)];
    stream.read_exact(&mut offered).await.ok()?;
    stream.write_all(&[version, 0]).await.ok()?;
    let mut request = [0; 4];
    stream.read_exact(&mut request).await.ok()?;
    assert_eq!(request, [5, 1, 0, 3], "a connection to a name");
    let mut name = vec![0; usize::from(stream.read_u8().await.ok()?)];
    stream.read_exact(&mut name).await.ok()?;
    let port = stream.read_u16().await.ok()?;
    stream.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).await.ok()?;
    Some(format!("{}:{port}", String::from_utf8_lossy(&name)))
}

/// Starts a proxy that leads everything to `target`; answers with its address and what it is asked.
async fn proxy(socks: bool, target: SocketAddr) -> (SocketAddr, Asked) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let asked = Asked::default();
    let notes = asked.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let notes = notes.clone();
            tokio::spawn(async move {
                let request = if socks { socks_request(&mut stream).await } else { connect_request(&mut stream).await };
                notes.lock().unwrap().extend(request);
                let mut server = TcpStream::connect(target).await.unwrap();
                let _ = copy_bidirectional(&mut stream, &mut server).await;
            });
        }
    });
    (address, asked)
}

fn through(scheme: &str, proxy: SocketAddr) -> DriverOptions {
    let mut options = options();
    // Names are checked where they are resolved, which here is at the proxy.
    options.allow_private = false;
    // A kept connection that was cut meanwhile fails once.
    options.retries = 2;
    options.proxy = ProxyChoice::Url(format!("{scheme}://{proxy}"));
    options
}

#[tokio::test]
async fn calls_go_through_proxies() {
    let clock = HastyClock::new();
    let sim = OutlineSim::start(clock.clone(), SimOptions::default()).await.unwrap();
    let port = sim.address().port();
    for (socks, scheme, expected) in [
        (false, "http", format!("CONNECT far.invalid:{port} HTTP/1.1")),
        (true, "socks5h", format!("far.invalid:{port}")),
    ] {
        let (address, asked) = proxy(socks, sim.address()).await;
        let registry = registry(&clock, through(scheme, address));
        let access = registry.read_paste(&sim.installer_json().replace("127.0.0.1", "far.invalid")).unwrap();
        let driver = registry.open(access.kind, &access.secret).unwrap();
        driver.probe().await.unwrap();
        assert_eq!(asked.lock().unwrap().as_slice(), [expected]);

        sim.set_fault(Fault::OtherCertificate, true).await.unwrap();
        let error = driver.probe().await.unwrap_err();
        assert!(matches!(error, DriverError::Fingerprint { .. }), "{scheme}: {error:?}");
        sim.set_fault(Fault::OtherCertificate, false).await.unwrap();

        let private = registry.read_paste(&sim.installer_json().replace("127.0.0.1", "10.0.0.1")).unwrap();
        assert_eq!(registry.open(private.kind, &private.secret).err(), Some(DriverError::PrivateAddress));
    }
}

#[tokio::test]
async fn never_through_a_proxy_to_this_machine() {
    let clock = HastyClock::new();
    let sim = OutlineSim::start(clock.clone(), SimOptions::default()).await.unwrap();
    let (address, asked) = proxy(false, sim.address()).await;
    let mut options = through("http", address);
    options.allow_private = true;
    let registry = registry(&clock, options);
    for host in ["127.0.0.1", "localhost"] {
        let access = registry.read_paste(&sim.installer_json().replace("127.0.0.1", host)).unwrap();
        registry.open(access.kind, &access.secret).unwrap().probe().await.unwrap();
    }
    assert!(asked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_proxy_that_is_away_is_unreachable() {
    let clock = HastyClock::new();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let registry = registry(&clock, through("http", address));
    let access = registry.read_paste(&format!("https://far.invalid/secretpath {}", "ab".repeat(32))).unwrap();
    let error = registry.open(access.kind, &access.secret).unwrap().probe().await.unwrap_err();
    assert!(matches!(error, DriverError::Unreachable(_)) && !format!("{error:?}").contains("secretpath"), "{error:?}");
}
