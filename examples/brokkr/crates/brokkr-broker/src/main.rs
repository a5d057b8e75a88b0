//! `brokkr-broker`: hears which agents are alive, and tells whoever asks.

mod agents;

use agents::Agents;
use brokkr_wire::{Request, exit_on_signals};
use std::{
    env, io,
    net::{TcpListener, TcpStream},
    process::ExitCode,
    sync::Arc,
    thread,
};

const VERSION: &str = env!("CARGO_PKG_VERSION");

fn main() -> ExitCode {
    match env::args().nth(1).as_deref() {
        Some("--version") => println!("brokkr-broker {VERSION} ({})", env::consts::ARCH),
        Some(other) => {
            eprintln!("brokkr-broker: unknown argument `{other}`; it takes --version, and the port from PORT");
            return ExitCode::from(2);
        }
        None => {
            let port = env::var("PORT").unwrap_or_else(|_| "3000".into());
            if let Err(error) = serve(&format!("0.0.0.0:{port}")) {
                eprintln!("brokkr-broker: failed to serve on port {port}: {error}");
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}

fn serve(address: &str) -> io::Result<()> {
    exit_on_signals()?;
    let listener = TcpListener::bind(address)?;
    eprintln!("brokkr-broker: {VERSION} ({}) listens on {}", env::consts::ARCH, listener.local_addr()?);
    let agents = Arc::new(Agents::default());
    for stream in listener.incoming().flatten() {
        let agents = Arc::clone(&agents);
        thread::spawn(move || answer(&stream, &agents));
    }
    Ok(())
}

fn answer(stream: &TcpStream, agents: &Agents) {
    // A client that went away is nobody to tell.
    if let Ok(request) = Request::read(stream) {
        let _ = agents.answer(&request).write(stream);
    }
}
