//! The memory that all command lines of a run share: a call waits until there is room for it.

use crate::{StepError, runner::Interrupt};
use archwright_model::Command;
use archwright_plan::cli::Budget;
use std::{
    sync::{Condvar, Mutex, PoisonError},
    time::Duration,
};

/// What is taken, in bytes.
static TAKEN: Mutex<u64> = Mutex::new(0);
static ENDED: Condvar = Condvar::new();

/// How often it is looked whether the user wants the run to end.
const POLL: Duration = Duration::from_millis(100);

/// Room for one call; it is given back when this goes.
pub(super) struct Room(u64);

impl Room {
    /// Waits for the room that a call takes. What is larger than all there is goes alone.
    pub(super) fn take(budget: Option<&Budget>, command: &Command, interrupt: &Interrupt) -> Result<Self, StepError> {
        let Some(budget) = budget else { return Ok(Self(0)) };
        let platforms = command.args.iter().filter(|arg| arg.expose() == "--target").count().max(1);
        let needed = budget.each.bytes().saturating_mul(u64::try_from(platforms).unwrap_or(u64::MAX));
        let mut taken = TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
        while *taken > 0 && taken.saturating_add(needed) > budget.memory.bytes() {
            if interrupt.is_raised() {
                return Err(StepError::interrupted());
            }
            taken = ENDED.wait_timeout(taken, POLL).unwrap_or_else(PoisonError::into_inner).0;
        }
        *taken = taken.saturating_add(needed);
        Ok(Self(needed))
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        let mut taken = TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
        *taken = taken.saturating_sub(self.0);
        ENDED.notify_all();
    }
}
