//! Says what `kubectl version --client` says, and can do nothing else.

fn main() {
    println!("Client Version: v1.34.1-stand-in.{}", std::env::consts::ARCH);
}
