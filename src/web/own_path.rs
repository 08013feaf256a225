//! Paths of our own: where a sign-in may lead (H4), and how a path is written into a query.

/// Paths that a sign-in may lead to: ours, plain, and answered by GET (H4).
pub fn is_own_path(path: &str) -> bool {
    const ROOTS: [&str; 9] = [
        "/modules/",
        "/attempts/",
        "/certificates",
        "/me",
        "/pin",
        "/trainer",
        "/officer",
        "/author",
        "/admin",
    ];
    let plain = path.bytes().all(|b| b.is_ascii_alphanumeric() || b"/-_.".contains(&b));
    let inside = !path.contains("//") && !path.contains("..");
    path == "/" || (plain && inside && path.len() <= 200 && ROOTS.iter().any(|root| path.starts_with(root)))
}

/// The path if it is one of ours, else home.
pub fn own_path_or_home(path: &str) -> &str {
    if is_own_path(path) { path } else { "/" }
}

/// Escapes a path for a query value.
pub fn url_escape(path: &str) -> String {
    let mut escaped = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.push('%');
            escaped.push_str(&tungngo_domain::codes::hex(&[byte]).to_uppercase());
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sec_h4_a_sign_in_leads_only_to_our_own_pages() {
        for own in ["/", "/modules/thanh-toan", "/attempts/0190-a/questions/3", "/trainer", "/me"] {
            assert!(is_own_path(own), "{own}");
        }
        for foreign in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/%2f%2fevil.example",
            "/modules//evil.example",
            "/modules/../logout",
            "/logout",
            "javascript:alert(1)",
            "/me?x=//evil",
            "/me#//evil",
            "/me\r\nSet-Cookie: a=b",
            " /me",
            "/\tme",
            "/.evil.example",
            "///evil",
            "/modules/%00",
            "/trainer@evil.example",
            "/trainer:80",
            "\\/me",
        ] {
            assert!(!is_own_path(foreign), "{foreign}");
        }
    }
}
