//! Pinning: the certificate that was pinned, shown by whoever holds its key, and nobody else.
//!
//! An impostor can copy a certificate, for it is public; the handshake's signature is what it can't make.

use super::{HastyClock, options, registry};
use claviger::ports::{DriverError, Drivers};
use rustls::{
    crypto::ring,
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

#[derive(Debug)]
struct Shows(Arc<CertifiedKey>);

impl ResolvesServerCert for Shows {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.clone())
    }
}

/// A server that shows a certificate with a key, both by TLS 1.3 and 1.2; answers with what a driver that pinned the
/// certificate makes of it.
async fn asked(stolen: bool, version: &'static rustls::SupportedProtocolVersion) -> DriverError {
    let made = rcgen::generate_simple_self_signed(vec!["x.invalid".to_owned()]).unwrap();
    let other = rcgen::KeyPair::generate().unwrap();
    let key = if stolen { other } else { made.signing_key };
    let key = rustls::pki_types::PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let signer = ring::sign::any_supported_type(&key).unwrap();
    let shown = CertifiedKey::new(vec![made.cert.der().clone()], signer);
    let config = rustls::ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[version])
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(Shows(Arc::new(shown))));
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let _ = stream.read(&mut [0; 2_000]).await;
            let _ = stream
                .write_all(b"HTTP/1.1 302 Found\r\nlocation: https://x.invalid/\r\ncontent-length: 0\r\n\r\n")
                .await;
        }
    });
    let registry = registry(&HastyClock::new(), options());
    let pin = hex::encode(Sha256::digest(made.cert.der().as_ref()));
    let access = registry.read_paste(&format!("https://{address}/path {pin}")).unwrap();
    let error = registry.open(access.kind, &access.secret).unwrap().probe().await.unwrap_err();
    server.abort();
    error
}

#[tokio::test]
async fn a_copied_certificate_without_its_key_is_refused() {
    for version in [&rustls::version::TLS13, &rustls::version::TLS12] {
        assert_eq!(asked(true, version).await, DriverError::NotTheApi("the TLS handshake failed".into()));
        assert_eq!(asked(false, version).await, DriverError::NotTheApi("a redirect".into()), "the owner gets through");
    }
}
