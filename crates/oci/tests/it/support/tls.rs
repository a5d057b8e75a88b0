//! TLS in front of a fake registry.

use crate::support::FakeRegistry;
use archwright_model::Registry;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned, crypto::ring};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

/// The authority that signed the certificate, in PEM.
pub fn authority() -> Vec<u8> {
    include_bytes!("../../data/tls/authority.pem").to_vec()
}

/// Where the same registry speaks HTTPS, with a certificate that only that authority vouches for.
pub fn in_front_of(fake: &FakeRegistry) -> Registry {
    let certificate = CertificateDer::from(include_bytes!("../../data/tls/server.der").to_vec());
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(include_bytes!("../../data/tls/server.key.der").to_vec()));
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider())).with_safe_default_protocol_versions().unwrap();
    let config = Arc::new(config.with_no_client_auth().with_single_cert(vec![certificate], key).unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let behind = fake.registry().host().to_owned();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (config, behind) = (Arc::clone(&config), behind.clone());
            // A client that does not trust the certificate hangs up.
            thread::spawn(move || serve(stream, config, &behind));
        }
    });
    address.to_string().parse().unwrap()
}

/// One request without a body, and its answer.
fn serve(stream: TcpStream, config: Arc<ServerConfig>, behind: &str) -> Option<()> {
    let mut stream = StreamOwned::new(ServerConnection::new(config).ok()?, stream);
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).ok()?;
        request.extend(byte);
    }
    let mut plain = TcpStream::connect(behind).ok()?;
    plain.write_all(&request).ok()?;
    let mut answer = Vec::new();
    plain.read_to_end(&mut answer).ok()?;
    stream.write_all(&answer).ok()?;
    stream.conn.send_close_notify();
    stream.flush().ok()
}
