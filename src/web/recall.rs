//! Certificates that rest on what was recalled: said wherever a certificate is looked at, until the part was done again.
//!
//! Owns: the sentence. Does not own: the rule (`domain/renewal.rs`). The certificate itself never changes.

use super::App;
use super::error::WebError;
use super::messages::message;
use tungngo_domain::certification::standing;
use tungngo_domain::ids::Slug;
use tungngo_domain::renewal::recalled_parts;
use tungngo_storage::certificates::{Certificate, SubjectKind, held_for};

/// "Nội dung đã thu hồi, cần học lại phần: …", where a certificate rests on such. A member's certificate rests on the
/// certificates of its modules.
pub async fn recalled_words(app: &App, certificate: &Certificate) -> Result<Option<String>, WebError> {
    let in_use = app.courses.now();
    let recalls = |module: &Slug| {
        let version = in_use.catalogue.module(module).map(|module| module.version.as_str());
        let marks = in_use.marks.get(module).zip(version);
        marks
            .and_then(|(marks, version)| marks.versions.get(version))
            .is_some_and(|marks| marks.values().any(|mark| mark.recalled > 0))
    };
    if !in_use.catalogue.modules.iter().any(|module| recalls(&module.id)) {
        return Ok(None);
    }
    let of_modules = match certificate.kind {
        SubjectKind::Module => vec![certificate.clone()],
        SubjectKind::Programme => {
            let all = app.store.certificates(certificate.member).await?;
            let latest = |one: &&Certificate| {
                one.kind == SubjectKind::Module
                    && standing(&[one.held()], app.today()).is_certified()
                    && !held_for(&all, SubjectKind::Module, &one.subject)
                        .iter()
                        .any(|other| other.cycle > one.held().cycle)
            };
            all.iter().filter(latest).cloned().collect()
        }
    };
    let mut parts = Vec::new();
    for one in of_modules {
        let Some(module) = Slug::parse(&one.subject).ok().and_then(|id| in_use.catalogue.module(&id)) else {
            continue;
        };
        let Some(marks) = in_use.marks.get(&module.id).filter(|_| recalls(&module.id)) else { continue };
        let progress = app.store.progress(one.member, &module.id).await?;
        let (lessons, test) = recalled_parts(&progress, module, marks, &one.content_version);
        parts.extend(lessons.into_iter().map(|title| message("recalled-lesson", &[("title", title)])));
        if test {
            parts.push(message("recalled-test", &[("title", &module.title)]));
        }
    }
    Ok((!parts.is_empty()).then(|| message("recalled", &[("parts", &parts.join("; "))])))
}
