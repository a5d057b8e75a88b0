//! `init`.
use super::{Fault, args::InitArgs, session::Session};
pub(super) fn run(_: &Session<'_>, _: &InitArgs) -> Result<u8, Fault> {
    Err(Fault::usage("wait"))
}
