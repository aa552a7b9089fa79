//! No way into private networks: which addresses are private, and a resolver that leaves them out.
//!
//! Literals are checked when a driver is made, names when they are resolved, so that a name can't change its address in
//! between. Behind a proxy names are resolved elsewhere and only literals are checked here.

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use url::Host;

/// A name has private addresses only.
#[derive(Debug, thiserror::Error)]
#[error("private address")]
pub struct PrivateAddress;

/// Whether an address belongs to this machine, a private network, a carrier's inner one, or nobody.
pub const fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_private_v4(v4),
        IpAddr::V6(v6) => is_private_v6(v6),
    }
}

const fn is_private_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    matches!(
        (a, b, c),
        (0 | 10 | 127 | 224..=255, _, _)
            | (100, 64..=127, _)
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 168, _)
            | (192, 0, 0)
            | (198, 18 | 19, _)
    )
}

const fn is_private_v6(address: Ipv6Addr) -> bool {
    let s = address.segments();
    let low = v4_of(s[6], s[7]);
    match s {
        // The unspecified one and loopback lie in the first range; the others carry an IPv4 address.
        [0, 0, 0, 0, 0, 0 | 0xffff, ..] | [0, 0, 0, 0, 0xffff, 0, ..] | [0x64, 0xff9b, 0, 0, 0, 0, ..] => {
            is_private_v4(low)
        }
        // Teredo hides where it leads to.
        [0x64, 0xff9b, ..] | [0x2001, 0, ..] => true,
        [0x2002, high, next, ..] => is_private_v4(v4_of(high, next)),
        // Unique-local, link-local, the old site-local, multicast.
        [first, ..] => matches!(first >> 8, 0xfc | 0xfd | 0xff) || (first >= 0xfe80 && first <= 0xfeff),
    }
}

const fn v4_of(high: u16, low: u16) -> Ipv4Addr {
    let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
    Ipv4Addr::new(a, b, c, d)
}

/// Whether a host, as it is written, is a private address.
pub fn is_private_literal(host: &Host<&str>) -> bool {
    match host {
        Host::Ipv4(v4) => is_private_v4(*v4),
        Host::Ipv6(v6) => is_private_v6(*v6),
        Host::Domain(name) => is_localhost(name),
    }
}

/// Whether a host, as it is written, is this machine.
pub fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Ipv4(v4) => v4.is_loopback() || v4.is_unspecified(),
        Host::Ipv6(v6) => {
            v6.is_loopback() || v6.is_unspecified() || v6.to_ipv4_mapped().is_some_and(|v4| v4.is_loopback())
        }
        Host::Domain(name) => is_localhost(name),
    }
}

fn is_localhost(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

/// Resolves names, and for the guarded one leaves private addresses out. Others are the proxy's own, which the house
/// chose itself.
#[derive(Debug)]
pub struct GuardedResolver {
    /// The server's name.
    pub guarded: String,
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let guarded = name.as_str().eq_ignore_ascii_case(&self.guarded);
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            if !guarded {
                return Ok(Box::new(found.into_iter()) as Addrs);
            }
            let public: Vec<SocketAddr> = found.iter().copied().filter(|address| !is_private(address.ip())).collect();
            if public.is_empty() && !found.is_empty() {
                return Err(PrivateAddress.into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn private_addresses_in_all_their_disguises() {
        for text in [
            "0.0.0.0",
            "10.1.2.3",
            "127.0.0.1",
            "127.9.9.9",
            "100.64.0.1",
            "100.127.255.255",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "192.0.0.8",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::10.0.0.1",
            "64:ff9b::10.0.0.1",
            "64:ff9b:1::1",
            "2002:0a00:0001::",
            "2001::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "febf::1",
            "fec0::1",
            "ff02::1",
            "::ffff:0:192.168.0.1",
        ] {
            assert!(is_private(text.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn public_addresses() {
        for text in [
            "1.1.1.1",
            "8.8.8.8",
            "100.63.255.255",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.169.0.1",
            "203.0.113.7",
            "2606:4700::1111",
            "::ffff:8.8.8.8",
            "64:ff9b::8.8.8.8",
            "2002:0808:0808::",
        ] {
            assert!(!is_private(text.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn literals_are_seen_as_the_url_means_them() {
        for (url, private) in [
            ("https://2130706433/x", true),
            ("https://0x7f.1/x", true),
            ("https://[::ffff:7f00:1]/x", true),
            ("https://localhost:9/x", true),
            ("https://LOCALHOST./x", true),
            ("https://localhost.example/x", false),
            ("https://9.9.9.9/x", false),
        ] {
            let url = url::Url::parse(url).unwrap();
            assert_eq!(is_private_literal(&url.host().unwrap()), private, "{url}");
        }
    }

    proptest! {
        #[test]
        fn a_mapped_address_is_private_where_its_inner_one_is(bits: u32) {
            let v4 = Ipv4Addr::from(bits);
            prop_assert_eq!(is_private(v4.into()), is_private(v4.to_ipv6_mapped().into()));
            prop_assert!(is_private(v4.into()) || !(v4.is_private() || v4.is_loopback() || v4.is_link_local()));
        }
    }
}
