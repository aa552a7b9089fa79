//! Certificate pinning: a server is who it says by the SHA-256 of its certificate and by nothing else.
//!
//! Name, issuer and dates aren't looked at, for these certificates are self-signed by an installer. The handshake's
//! signature is checked all the same: without it anybody could show a copy of the certificate.

use rustls::{
    CertificateError, DigitallySignedStruct, Error, OtherError, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime},
};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// SHA-256 of a certificate in DER.
pub type Fingerprint = [u8; 32];

/// A fingerprint as people see it: 64 upper-case hex digits.
pub fn hex_of(fingerprint: &Fingerprint) -> String {
    hex::encode_upper(fingerprint)
}

/// The certificate is another one.
#[derive(Debug, Clone, thiserror::Error)]
#[error("another certificate")]
pub struct OtherCertificate {
    /// What was pinned.
    pub expected: Fingerprint,
    /// What was shown.
    pub found: Fingerprint,
}

/// Accepts one certificate.
#[derive(Debug)]
struct Pinned {
    expected: Fingerprint,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let found: Fingerprint = Sha256::digest(end_entity.as_ref()).into();
        if found == self.expected {
            return Ok(ServerCertVerified::assertion());
        }
        let other = OtherCertificate { expected: self.expected, found };
        Err(Error::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(other)))))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// TLS towards a server with that certificate.
///
/// # Errors
/// Where the crypto provider lacks the protocol versions, which can't be with ring.
pub fn client_config(expected: Fingerprint) -> Result<rustls::ClientConfig, Error> {
    let provider = Arc::new(ring::default_provider());
    Ok(rustls::ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Pinned { expected, provider }))
        .with_no_client_auth())
}
