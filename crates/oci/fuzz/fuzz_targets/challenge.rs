//! The `WWW-Authenticate` header of any server: never a panic, only what was there, and what is written by the grammar is read as it
//! was meant, whatever stands in front of it.
#![no_main]

use archwright_oci::registry::bearer_challenges;
use libfuzzer_sys::fuzz_target;

fn quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

fuzz_target!(|header: &str| {
    let found = bearer_challenges(header);
    let mut written = Vec::new();
    for (realm, service, scope) in &found {
        assert!(!realm.is_empty());
        let length = realm.len() + service.as_ref().map_or(0, String::len) + scope.as_ref().map_or(0, String::len);
        assert!(length <= header.len());
        let mut challenge = format!("Bearer realm={}", quoted(realm));
        for (name, value) in [("service", service), ("scope", scope)] {
            challenge.extend(value.iter().map(|value| format!(", {name}={}", quoted(value))));
        }
        assert_eq!(bearer_challenges(&challenge), [(realm.clone(), service.clone(), scope.clone())]);
        written.push(challenge);
    }
    assert_eq!(bearer_challenges(&format!("Negotiate, Basic realm=\"x\", {}", written.join(", "))), found);
    // Any text is a value.
    let all = (header.to_owned(), Some(header.to_owned()), Some(header.to_owned()));
    let challenge = format!("bearer REALM={0} ,\tservice = {0},scope={0}", quoted(header));
    assert_eq!(bearer_challenges(&challenge), if header.is_empty() { vec![] } else { vec![all] });
});
