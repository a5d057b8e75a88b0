//! Those that were heard of.

use brokkr_wire::{Answer, Beat, Request};
use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

/// The last sign of life of each, by name.
#[derive(Debug, Default)]
pub struct Agents(Mutex<BTreeMap<String, Beat>>);

impl Agents {
    pub fn answer(&self, request: &Request) -> Answer {
        let mut agents = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match (request.method.as_str(), request.path.as_str()) {
            ("GET", "/healthz") => Answer { status: 200, body: "ok\n".into() },
            ("GET", "/agents") => {
                let all: Vec<_> = agents.values().map(Beat::to_json).collect();
                Answer { status: 200, body: format!("[{}]", all.join(",")) }
            }
            ("POST", "/agents") => match request.body.parse::<Beat>() {
                Ok(beat) => {
                    agents.insert(beat.name().to_owned(), beat);
                    Answer { status: 202, body: String::new() }
                }
                Err(error) => Answer { status: 400, body: format!("{error}\n") },
            },
            _ => Answer { status: 404, body: "GET /healthz, GET /agents, POST /agents\n".into() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(agents: &Agents, method: &str, path: &str, body: &str, expected: (u16, &str)) {
        let answer = agents.answer(&Request { method: method.into(), path: path.into(), body: body.into() });
        assert_eq!((answer.status, answer.body.as_str()), expected);
    }

    #[test]
    fn the_last_sign_of_life_of_each_counts() {
        let agents = Agents::default();
        check(&agents, "GET", "/agents", "", (200, "[]"));
        check(&agents, "POST", "/agents", "west x86_64 v1.33.0", (202, ""));
        check(&agents, "POST", "/agents", "west x86_64 v1.34.1\n", (202, ""));
        check(&agents, "POST", "/agents", "east aarch64 v1.34.1", (202, ""));
        let all = r#"[{"name":"east","arch":"aarch64","kubectl":"v1.34.1"},{"name":"west","arch":"x86_64","kubectl":"v1.34.1"}]"#;
        check(&agents, "GET", "/agents", "", (200, all));
        check(
            &agents,
            "POST",
            "/agents",
            "west",
            (400, "`west` is not NAME ARCH KUBECTL, each of letters, digits and -_.+\n"),
        );
    }
}
