//! A folder of its own for each test, the program under test, and all that came of running it.

mod ended;
mod running;
mod sandbox;
mod screen;
mod secrets;
mod terminal;
mod transcript;

pub use ended::Ended;
use running::Running;
pub use sandbox::Sandbox;
pub use secrets::{EVERY_VERB, nowhere};
pub use terminal::OnTerminal;
pub use transcript::{check, normalised};
