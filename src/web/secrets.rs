//! Keys and everything made with them: login tokens, form tokens, hashes of PINs and passphrases, second factors.
//!
//! Owns: the key file (outside the database, mode 0600; J2, P2) and the bounded pool in which hashing runs (B4). Does
//! not own: who may sign in (the doors) nor any row.

use anyhow::{Context, bail};
use argon2::password_hash::phc::{Output, PasswordHash};
use argon2::{ARGON2ID_IDENT, Argon2, Block, Params, Version};
use hmac::{Hmac, Mac};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use serde::{Deserialize, Serialize};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use std::fmt;
use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;
use tungngo_domain::codes::hex;
use tungngo_domain::ids::{LoginId, PersonId};
use tungngo_domain::pin::Pin;
use tungngo_domain::time::Instant;
use uuid::Uuid;

const ISSUER: &str = "tungngo";
const AUDIENCE: &str = "tungngo-web";
/// Seconds in which one second-factor code is shown (RFC 6238).
const TOTP_STEP_SECONDS: i64 = 30;
/// Lengths of what stands in a stored hash.
const SALT_BYTES: usize = 16;
const HASH_BYTES: usize = 32;

/// A key that signs login tokens.
#[derive(Clone, Serialize, Deserialize)]
struct SigningKey {
    kid: String,
    secret: String,
}

/// The key file as stored.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    /// Made by `demo`: refused off loopback.
    development: bool,
    /// The first signs; the second, if any, still verifies.
    signing: Vec<SigningKey>,
    pin_pepper: String,
    form_key: String,
    totp_key: String,
}

/// The keys of this installation.
#[derive(Clone)]
pub struct Keys {
    file: KeyFile,
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(…)")
    }
}

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    exp: u64,
    iat: u64,
    jti: Uuid,
}

/// Random bytes from the operating system.
///
/// # Panics
/// When the operating system has none: nothing here could go on safely.
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// One random byte, for codes.
pub fn random_byte() -> u8 {
    random_bytes::<1>()[0]
}

/// A random number, for PINs.
pub fn random_number() -> u32 {
    u32::from_be_bytes(random_bytes())
}

/// A secret of 160 random bits for a link, in lower-case letters and digits.
pub fn link_secret() -> String {
    base32(&random_bytes::<20>()).to_lowercase()
}

/// How a link's secret is stored.
pub fn secret_hash(secret: &str) -> String {
    hex(&Sha256::digest(secret.as_bytes()))
}

/// RFC 4648 base32 without padding, as authenticators expect.
fn base32(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut text = String::new();
    for chunk in bytes.chunks(5) {
        let mut block = [0u8; 8];
        block[3..3 + chunk.len()].copy_from_slice(chunk);
        let bits = u64::from_be_bytes(block);
        for at in 0..(chunk.len() * 8).div_ceil(5) {
            text.push(char::from(SIGNS[(bits >> (35 - 5 * at)) as usize & 31]));
        }
    }
    text
}

fn hmac(key: &str, parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("HMAC takes a key of any length");
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// Compares without telling by its time where two texts begin to differ.
pub fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |differences, (a, b)| differences | (a ^ b)) == 0
}

impl Keys {
    /// Fresh keys, not yet stored.
    pub fn fresh(development: bool) -> Self {
        let file = KeyFile {
            development,
            signing: vec![fresh_signing_key()],
            pin_pepper: hex(&random_bytes::<32>()),
            form_key: hex(&random_bytes::<32>()),
            totp_key: hex(&random_bytes::<32>()),
        };
        Self { file }
    }

    /// Reads the key file, or makes one at the first start.
    pub fn load_or_create(path: &Path, development: bool) -> anyhow::Result<Self> {
        if path.exists() {
            let text = fs::read_to_string(path)
                .with_context(|| format!("không đọc được tệp khóa {}", path.display()))?;
            let file: KeyFile = serde_json::from_str(&text).with_context(|| {
                format!("tệp khóa {} bị hỏng, hãy lấy lại từ bản sao lưu", path.display())
            })?;
            if file.signing.is_empty() {
                bail!("tệp khóa {} không có khóa nào", path.display());
            }
            return Ok(Self { file });
        }
        let keys = Self::fresh(development);
        keys.save(path)?;
        Ok(keys)
    }

    fn save(&self, path: &Path) -> anyhow::Result<()> {
        let partial = path.with_extension("new");
        let problem = || format!("không ghi được tệp khóa {}", path.display());
        let _ = fs::remove_file(&partial);
        let mut file = fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&partial)
            .with_context(problem)?;
        file.write_all(serde_json::to_string_pretty(&self.file)?.as_bytes()).with_context(problem)?;
        file.sync_all().with_context(problem)?;
        fs::rename(&partial, path).with_context(problem)
    }

    /// Makes a new signing key; the old one goes on verifying what it signed. Older ones are dropped.
    pub fn rotate(path: &Path) -> anyhow::Result<()> {
        let mut keys = Self::load_or_create(path, false)?;
        keys.file.signing.insert(0, fresh_signing_key());
        keys.file.signing.truncate(2);
        keys.save(path)
    }

    /// Tells key files apart, without telling anything about the keys. A rotation does not change it.
    pub fn identity(&self) -> String {
        hex(&hmac(&self.file.pin_pepper, &[b"identity"])[..8])
    }

    /// Made by `demo`, so refused off loopback.
    pub fn is_development(&self) -> bool {
        self.file.development
    }

    /// The signed pointer to a login row.
    pub fn login_token(&self, login: LoginId, now: Instant, until: Instant) -> anyhow::Result<String> {
        let key = &self.file.signing[0];
        let header = Header { kid: Some(key.kid.clone()), ..Header::new(Algorithm::HS256) };
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            exp: until.timestamp().try_into()?,
            iat: now.timestamp().try_into()?,
            jti: login.0,
        };
        Ok(encode(&header, &claims, &EncodingKey::from_secret(key.secret.as_bytes()))?)
    }

    /// The login a token points to, if the token is ours and its time has not passed at `now`.
    pub fn read_login_token(&self, token: &str, now: Instant) -> Option<LoginId> {
        let header = decode_header(token).ok()?;
        let kid = header.kid?;
        let key = self.file.signing.iter().find(|key| key.kid == kid)?;
        let mut rules = Validation::new(Algorithm::HS256);
        rules.set_audience(&[AUDIENCE]);
        rules.set_issuer(&[ISSUER]);
        rules.set_required_spec_claims(&["exp", "iss", "aud"]);
        rules.leeway = 0;
        // The clock is the server's own (a test's may differ from the machine's), so the end is compared below.
        rules.validate_exp = false;
        let claims =
            decode::<Claims>(token, &DecodingKey::from_secret(key.secret.as_bytes()), &rules).ok()?.claims;
        (i64::try_from(claims.exp).ok()? > now.timestamp()).then_some(LoginId(claims.jti))
    }

    /// The token that each form of a login carries (H1).
    pub fn form_token(&self, login: Option<LoginId>) -> String {
        let login = login.map(|login| login.0).unwrap_or_default();
        hex(&hmac(&self.file.form_key, &[b"form", login.as_bytes()])[..16])
    }

    /// A token over some text, so that a form can bring it back unchanged: the proposed PIN.
    pub fn seal(&self, purpose: &str, login: LoginId, text: &str) -> String {
        hex(&hmac(&self.file.form_key, &[purpose.as_bytes(), login.0.as_bytes(), text.as_bytes()])[..16])
    }

    /// The PIN proposed to this login in this round: a function of both, so the page needs to keep nothing and the
    /// form cannot choose it.
    pub fn proposed_pin(
        &self,
        login: LoginId,
        round: u32,
        phone: Option<&tungngo_domain::people::Phone>,
    ) -> Pin {
        let mut counter = 0u32;
        Pin::propose(
            || {
                counter += 1;
                let bytes = hmac(
                    &self.file.form_key,
                    &[b"pin", login.0.as_bytes(), &round.to_be_bytes(), &counter.to_be_bytes()],
                );
                u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
            },
            phone,
        )
    }

    /// What is hashed instead of a PIN: useless without the key file (P2).
    fn pin_input(&self, pin: &Pin, person: PersonId) -> String {
        hex(&hmac(&self.file.pin_pepper, &[b"pin", person.0.as_bytes(), pin.digits().as_bytes()]))
    }

    fn passphrase_input(&self, passphrase: &str) -> String {
        hex(&hmac(&self.file.pin_pepper, &[b"passphrase", passphrase.as_bytes()]))
    }

    /// The secret of a second factor: it follows from the stored salt and the key file, so the database alone does
    /// not hold it.
    fn totp_secret(&self, person: PersonId, salt: &str) -> [u8; 20] {
        let bytes = hmac(&self.file.totp_key, &[b"totp", person.0.as_bytes(), salt.as_bytes()]);
        std::array::from_fn(|at| bytes[at])
    }

    /// The same secret as an authenticator takes it.
    pub fn totp_secret_text(&self, person: PersonId, salt: &str) -> String {
        base32(&self.totp_secret(person, salt))
    }

    /// The time step whose code this is, one step early or late included; `None` when it is none.
    pub fn totp_step(&self, person: PersonId, salt: &str, code: &str, now: Instant) -> Option<i64> {
        let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        let secret = self.totp_secret(person, salt);
        let present = now.timestamp().div_euclid(TOTP_STEP_SECONDS);
        (present - 1..=present + 1).find(|step| same(&totp_code(&secret, *step), &code))
    }

    /// The code of a moment, as an authenticator shows it. For tests and for nobody else.
    pub fn totp_code_at(&self, person: PersonId, salt: &str, now: Instant) -> String {
        totp_code(&self.totp_secret(person, salt), now.timestamp().div_euclid(TOTP_STEP_SECONDS))
    }

    /// The name of a counting door: no number or name in the clear.
    pub fn door_name(&self, kind: &str, of: &str) -> String {
        let tag = hex(&hmac(&self.file.form_key, &[b"door", kind.as_bytes(), of.as_bytes()])[..16]);
        [kind, ":", &tag].concat()
    }
}

fn fresh_signing_key() -> SigningKey {
    SigningKey { kid: hex(&random_bytes::<6>()), secret: hex(&random_bytes::<32>()) }
}

/// RFC 6238 with SHA-1 and six digits, as every authenticator understands.
pub fn totp_code(secret: &[u8], step: i64) -> String {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).expect("HMAC takes a key of any length");
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let at = usize::from(digest[19] & 15);
    let number = u32::from_be_bytes([digest[at] & 127, digest[at + 1], digest[at + 2], digest[at + 3]]);
    format!("{:06}", number % 1_000_000)
}

/// Hashes and verifies in a small bounded pool, off the threads that answer requests (B4).
#[derive(Debug, Clone)]
pub struct Hasher {
    keys: Keys,
    places: Arc<Semaphore>,
    memory: Arc<Memory>,
    dummy: String,
}

impl Hasher {
    /// A pool with these keys.
    pub fn new(keys: Keys) -> anyhow::Result<Self> {
        // Half of the processors at most, so that lessons are read while many sign in; more logins wait.
        let at_once = std::thread::available_parallelism().map_or(1, |cpus| (cpus.get() / 2).max(1));
        let places = Arc::new(Semaphore::new(at_once));
        Ok(Self { keys, places, memory: Arc::default(), dummy: dummy_hash()? })
    }

    /// Hashes a PIN.
    pub async fn hash_pin(&self, pin: &Pin, person: PersonId) -> anyhow::Result<String> {
        self.hash(self.keys.pin_input(pin, person)).await
    }

    /// Whether this is the PIN; where there is none, the same work is done all the same (P4).
    pub async fn verify_pin(
        &self,
        pin: &Pin,
        person: Option<PersonId>,
        hash: Option<&str>,
    ) -> anyhow::Result<bool> {
        let input = self.keys.pin_input(pin, person.unwrap_or(PersonId(Uuid::nil())));
        self.verify(input, hash).await
    }

    /// Hashes a passphrase.
    pub async fn hash_passphrase(&self, passphrase: &str) -> anyhow::Result<String> {
        self.hash(self.keys.passphrase_input(passphrase)).await
    }

    /// Whether this is the passphrase, with the same work where there is none.
    pub async fn verify_passphrase(&self, passphrase: &str, hash: Option<&str>) -> anyhow::Result<bool> {
        self.verify(self.keys.passphrase_input(passphrase), hash).await
    }

    async fn hash(&self, input: String) -> anyhow::Result<String> {
        self.run(move |memory| hash_now(memory, &input)).await?
    }

    async fn verify(&self, input: String, hash: Option<&str>) -> anyhow::Result<bool> {
        let known = hash.is_some();
        let hash = hash.unwrap_or(&self.dummy).to_owned();
        Ok(self.run(move |memory| is_right(memory, &input, &hash)).await? && known)
    }

    /// Runs `work` once there is a place, which it keeps to its end even if the browser that asked goes away.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Memory) -> T + Send + 'static,
    ) -> anyhow::Result<T> {
        let place = Arc::clone(&self.places).acquire_owned().await?;
        let memory = Arc::clone(&self.memory);
        let done = tokio::task::spawn_blocking(move || {
            let done = work(&memory);
            drop(place);
            done
        });
        Ok(done.await?)
    }
}

/// The memory of hashing, 19 MiB a place: kept and used again. Given back, the allocator would hold on to it for every
/// thread that ever hashed, and each hash would wait for fresh pages.
#[derive(Debug, Default)]
struct Memory(Mutex<Vec<Vec<Block>>>);

impl Memory {
    fn argon2id(&self, params: Params, input: &str, salt: &[u8]) -> anyhow::Result<[u8; HASH_BYTES]> {
        let kept = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let argon2 = Argon2::new(argon2::Algorithm::Argon2id, Version::V0x13, params);
        let mut blocks = kept().pop().unwrap_or_default();
        blocks.resize(argon2.params().block_count(), Block::default());
        let mut hash = [0; HASH_BYTES];
        let done =
            argon2.hash_password_into_with_memory(input.as_bytes(), salt, &mut hash, blocks.as_mut_slice());
        kept().push(blocks);
        done.map_err(|error| anyhow::anyhow!("argon2: {error}"))?;
        Ok(hash)
    }
}

/// A hash that nothing is known to match, made without hashing, so that the start does not wait for it: checking
/// against it costs what checking any other costs.
fn dummy_hash() -> anyhow::Result<String> {
    hash_text(&random_bytes(), &random_bytes())
}

/// Salt and hash as stored, with the parameters.
fn hash_text(salt: &[u8; SALT_BYTES], hash: &[u8; HASH_BYTES]) -> anyhow::Result<String> {
    let (m, t, p) = (Params::DEFAULT_M_COST, Params::DEFAULT_T_COST, Params::DEFAULT_P_COST);
    let text = |bytes: &[u8]| Output::new(bytes).map_err(|error| anyhow::anyhow!("argon2: {error}"));
    let (salt, hash) = (text(salt)?, text(hash)?);
    Ok(format!("$argon2id$v=19$m={m},t={t},p={p}${salt}${hash}"))
}

fn hash_now(memory: &Memory, input: &str) -> anyhow::Result<String> {
    let salt = random_bytes();
    hash_text(&salt, &memory.argon2id(Params::DEFAULT, input, &salt)?)
}

fn is_right(memory: &Memory, input: &str, hash: &str) -> bool {
    let Ok(hash) = PasswordHash::new(hash) else { return false };
    let (Some(salt), Some(wanted), Ok(params)) = (hash.salt, hash.hash, Params::try_from(&hash)) else {
        return false;
    };
    let known = hash.algorithm == ARGON2ID_IDENT && hash.version == Some(Version::V0x13.into());
    known
        && memory
            .argon2id(params, input, &salt)
            .is_ok_and(|found| same(&hex(&found), &hex(wanted.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Instant {
        "2026-11-21T12:00:00Z".parse().unwrap()
    }

    fn login() -> LoginId {
        LoginId(Uuid::from_u128(7))
    }

    #[test]
    fn sec_p2_a_hash_is_the_library_s_own_and_only_the_right_input_matches() {
        use argon2::password_hash::{PasswordHasher, PasswordVerifier};
        let memory = Memory::default();
        let ours = hash_now(&memory, "x").unwrap();
        let parsed = PasswordHash::new(&ours).unwrap();
        assert!(Argon2::default().verify_password(b"x", &parsed).is_ok());
        let theirs = Argon2::default().hash_password(b"x").unwrap().to_string();
        for hash in [&ours, &theirs] {
            assert!(is_right(&memory, "x", hash) && !is_right(&memory, "y", hash));
        }
        assert!(!is_right(&memory, "x", &theirs.replace("argon2id", "argon2i")));
        assert!(!is_right(&memory, "x", &dummy_hash().unwrap()) && !is_right(&memory, "x", ""));
        assert_eq!(memory.0.lock().unwrap().len(), 1, "one block of memory was used for all");
    }

    #[test]
    fn sec_p4_the_dummy_costs_what_a_real_hash_costs() {
        let (dummy, real) = (dummy_hash().unwrap(), hash_now(&Memory::default(), "x").unwrap());
        let (dummy, real) = (PasswordHash::new(&dummy).unwrap(), PasswordHash::new(&real).unwrap());
        assert_eq!(dummy.algorithm, real.algorithm);
        assert_eq!(dummy.version, real.version);
        assert_eq!(dummy.params, real.params);
        let lengths = |hash: &PasswordHash| {
            (hash.salt.as_ref().map(|salt| salt.len()), hash.hash.as_ref().map(Output::len))
        };
        assert_eq!(lengths(&dummy), lengths(&real));
    }

    #[test]
    fn sec_j1_only_our_own_unexpired_tokens_are_read() {
        let keys = Keys::fresh(false);
        let until = now() + chrono::Duration::hours(1);
        let token = keys.login_token(login(), now(), until).unwrap();
        assert_eq!(keys.read_login_token(&token, now()), Some(login()));
        assert_eq!(keys.read_login_token(&token, until), None, "expired");
        assert_eq!(Keys::fresh(false).read_login_token(&token, now()), None, "another key");

        let kid = keys.file.signing[0].kid.clone();
        let secret = keys.file.signing[0].secret.clone();
        let sign = |header: Header, claims: serde_json::Value| {
            encode(&header, &claims, &EncodingKey::from_secret(secret.as_bytes())).unwrap()
        };
        let ours = Header { kid: Some(kid.clone()), ..Header::new(Algorithm::HS256) };
        let exp = until.timestamp();
        let good =
            serde_json::json!({"iss": ISSUER, "aud": AUDIENCE, "exp": exp, "iat": 0, "jti": login().0});
        assert!(keys.read_login_token(&sign(ours.clone(), good.clone()), now()).is_some());
        let with = |name: &str, value: serde_json::Value| {
            let mut claims = good.clone();
            claims[name] = value;
            claims
        };
        let without = |name: &str| {
            let mut claims = good.clone();
            claims.as_object_mut().unwrap().remove(name);
            claims
        };
        for (what, claims) in [
            ("another audience", with("aud", "x".into())),
            ("another issuer", with("iss", "x".into())),
            ("exp as text", with("exp", exp.to_string().into())),
            ("fractional exp", with("exp", (exp as f64 + 0.5).into())),
            ("no exp", without("exp")),
            ("no aud", without("aud")),
            ("no iss", without("iss")),
            ("no jti", without("jti")),
        ] {
            assert_eq!(keys.read_login_token(&sign(ours.clone(), claims), now()), None, "{what}");
        }
        let other_algorithm = Header { kid: Some(kid), ..Header::new(Algorithm::HS512) };
        assert_eq!(keys.read_login_token(&sign(other_algorithm, good.clone()), now()), None, "HS512");
        assert_eq!(keys.read_login_token(&sign(Header::new(Algorithm::HS256), good), now()), None, "no kid");
        // {"alg":"none"} and the same claims, unsigned.
        let body = token.split('.').nth(1).unwrap();
        assert_eq!(keys.read_login_token(&["eyJhbGciOiJub25lIn0.", body, "."].concat(), now()), None, "none");
    }

    #[test]
    fn sec_j2_after_a_rotation_the_old_key_still_verifies_and_the_file_is_private() {
        use std::os::unix::fs::PermissionsExt;
        let folder = std::env::temp_dir().join(Uuid::new_v4().to_string());
        fs::create_dir(&folder).unwrap();
        let path = folder.join("keys.json");
        let before = Keys::load_or_create(&path, false).unwrap();
        let token = before.login_token(login(), now(), now() + chrono::Duration::hours(1)).unwrap();
        Keys::rotate(&path).unwrap();
        let after = Keys::load_or_create(&path, false).unwrap();
        assert_ne!(before.file.signing[0].kid, after.file.signing[0].kid);
        assert_eq!(after.read_login_token(&token, now()), Some(login()));
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn the_second_factor_is_rfc_6238() {
        // RFC 6238, appendix B, last six of the eight digits.
        let secret = b"12345678901234567890";
        for (time, code) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
            assert_eq!(totp_code(secret, time / TOTP_STEP_SECONDS), code);
        }
        assert_eq!(base32(b"12345678901234567890"), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(base32(b"f"), "MY");
    }

    #[test]
    fn sec_p2_a_hash_cannot_be_verified_without_the_key_file() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (person, pin) = (PersonId(Uuid::from_u128(1)), Pin::read("482913").unwrap());
            let ours = Hasher::new(Keys::fresh(false)).unwrap();
            let hash = ours.hash_pin(&pin, person).await.unwrap();
            assert!(ours.verify_pin(&pin, Some(person), Some(&hash)).await.unwrap());
            assert!(
                !ours.verify_pin(&Pin::read("482914").unwrap(), Some(person), Some(&hash)).await.unwrap()
            );
            assert!(!ours.verify_pin(&pin, None, None).await.unwrap());
            let thief = Hasher::new(Keys::fresh(false)).unwrap();
            assert!(!thief.verify_pin(&pin, Some(person), Some(&hash)).await.unwrap());
        });
    }
}
