//! The words on a programme's certificates: versions that are drafted, seen, and then in force for what is issued after.
//!
//! Owns: `certificate_template`, the version in force for each programme, and putting it on what is issued ([`worded`]).
//! Does not own: the printed sheet, nor who may change the words. A row is never changed but once, when it comes into
//! force, and never taken away: each certificate names the version it was issued with.
//!
//! A programme has only its own words, whatever is in force for others. A module is no programme's alone, so its
//! certificate has the words, as it has the issuer, of the members' programme: it is the one they study modules for.

use crate::audit;
use crate::certificates::{Issuer, issuer_in};
use crate::connect::Store;
use crate::entity::{certificate, certificate_template, programme};
use crate::error::{Result, StorageError};
use crate::slug;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, Set,
};
use tungngo_domain::ids::{PersonId, Slug, UnitId};
use tungngo_domain::time::Instant;
use uuid::Uuid;

/// What stands on a certificate besides its facts. Bodies hold `[tên]` where the title of the module or programme goes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wording {
    /// The heading: "Giấy chứng nhận".
    pub heading: String,
    /// The sentence of the programme's certificate.
    pub programme: String,
    /// The sentence of a module's certificate; printed, and there, only for the members' programme.
    pub module: String,
    /// The same where the holder was seen teaching.
    pub teaching: String,
    /// Who issues.
    pub issuer_unit: String,
    /// The signatory's post.
    pub signer_title: String,
    /// The signatory's name.
    pub signer_name: String,
    /// Where it is signed; empty for the holder's commune.
    pub place: String,
}

/// Where a version stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Not in force yet.
    Draft,
    /// On what is issued now.
    InForce,
    /// A later one is in force.
    Past,
}

/// A version of the words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Which.
    pub id: Uuid,
    /// Of which programme.
    pub programme: Slug,
    /// Its number in its programme, from 1.
    pub version: i32,
    /// The words.
    pub wording: Wording,
    /// When it was written.
    pub created_at: Instant,
    /// By whom.
    pub created_by: PersonId,
    /// From when it is on what is issued; none for a draft.
    pub in_force_from: Option<Instant>,
}

fn template_from(row: certificate_template::Model) -> Result<Template> {
    Ok(Template {
        id: row.id,
        programme: slug(&row.programme_id)?,
        version: row.version,
        wording: Wording {
            heading: row.heading,
            programme: row.programme_words,
            module: row.module_words,
            teaching: row.teaching_words,
            issuer_unit: row.issuer_unit,
            signer_title: row.signer_title,
            signer_name: row.signer_name,
            place: row.place,
        },
        created_at: row.created_at,
        created_by: PersonId(row.created_by),
        in_force_from: row.in_force_from,
    })
}

/// The version in force for a programme: the one that came last.
async fn in_force(db: &impl ConnectionTrait, programme: &str) -> Result<Option<Template>> {
    let row = certificate_template::Entity::find()
        .filter(certificate_template::Column::ProgrammeId.eq(programme))
        .filter(certificate_template::Column::InForceFrom.is_not_null())
        .order_by_desc(certificate_template::Column::InForceFrom)
        .order_by_desc(certificate_template::Column::Version)
        .one(db)
        .await?;
    row.map(template_from).transpose()
}

/// Puts the words in force for a programme on a certificate that is issued now; where there are none, it is as it was.
pub(crate) async fn worded(
    txn: &impl ConnectionTrait,
    programme: &str,
    row: certificate::Model,
) -> Result<certificate::Model> {
    let Some(Template { id, wording, .. }) = in_force(txn, programme).await? else { return Ok(row) };
    let issuer = wording.issuer();
    Ok(certificate::Model {
        template_id: Some(id),
        issuer_unit: issuer.as_ref().map(|issuer| issuer.unit.clone()),
        issuer_title: issuer.as_ref().map(|issuer| issuer.title.clone()),
        issuer_name: issuer.map(|issuer| issuer.name),
        place: if wording.place.is_empty() { row.place } else { wording.place },
        ..row
    })
}

impl Wording {
    /// Who issues and signs, where it says so.
    pub fn issuer(&self) -> Option<Issuer> {
        (!self.issuer_unit.is_empty()).then(|| Issuer {
            unit: self.issuer_unit.clone(),
            title: self.signer_title.clone(),
            name: self.signer_name.clone(),
        })
    }
}

impl Store {
    /// The version with this id. Unscoped: the words stand on papers that anybody may see.
    pub async fn certificate_template(&self, id: Uuid) -> Result<Template> {
        let row = certificate_template::Entity::find_by_id(id).one(self.reader()).await?;
        template_from(row.ok_or(StorageError::NotFound)?)
    }

    /// The version in force for a programme; none while the words are the program's.
    pub async fn template_in_force(&self, programme: &Slug) -> Result<Option<Template>> {
        in_force(self.reader(), programme.as_str()).await
    }

    /// Who issues the certificates of a programme while no version is in force for it.
    pub async fn programme_issuer(&self, programme: &Slug) -> Result<Option<Issuer>> {
        issuer_in(self.reader(), programme.as_str()).await
    }

    /// The latest versions of a programme, the latest first, each with its standing.
    pub async fn certificate_templates(
        &self,
        programme: &Slug,
        at_most: u64,
    ) -> Result<Vec<(Template, Standing)>> {
        let now = self.template_in_force(programme).await?.map(|template| template.id);
        let rows = certificate_template::Entity::find()
            .filter(certificate_template::Column::ProgrammeId.eq(programme.as_str()))
            .order_by_desc(certificate_template::Column::Version)
            .limit(at_most)
            .all(self.reader())
            .await?;
        let standing = |template: &Template| match template.in_force_from {
            None => Standing::Draft,
            Some(_) if now == Some(template.id) => Standing::InForce,
            Some(_) => Standing::Past,
        };
        rows.into_iter()
            .map(|row| {
                let template = template_from(row)?;
                let standing = standing(&template);
                Ok((template, standing))
            })
            .collect()
    }

    /// Keeps new words of a programme as a draft under an id of the form's own; the same form again keeps nothing more.
    pub async fn draft_template(
        &self,
        id: Uuid,
        programme: &Slug,
        wording: Wording,
        actor: PersonId,
        now: Instant,
    ) -> Result<Template> {
        self.write(async |txn| {
            if let Some(row) = certificate_template::Entity::find_by_id(id).one(txn).await? {
                return if row.created_by == actor.0 && row.programme_id == programme.as_str() {
                    template_from(row)
                } else {
                    Err(StorageError::NotFound)
                };
            }
            let last = certificate_template::Entity::find()
                .filter(certificate_template::Column::ProgrammeId.eq(programme.as_str()))
                .order_by_desc(certificate_template::Column::Version)
                .one(txn)
                .await?;
            let row = certificate_template::Model {
                id,
                programme_id: programme.to_string(),
                version: last.map_or(0, |row| row.version) + 1,
                heading: wording.heading,
                programme_words: wording.programme,
                module_words: wording.module,
                teaching_words: wording.teaching,
                issuer_unit: wording.issuer_unit,
                signer_title: wording.signer_title,
                signer_name: wording.signer_name,
                place: wording.place,
                created_at: now,
                created_by: actor.0,
                in_force_from: None,
                in_force_by: None,
            };
            certificate_template::Entity::insert(row.clone().into_active_model())
                .exec_without_returning(txn)
                .await?;
            note(txn, "template-drafted", &row, actor, now).await?;
            template_from(row)
        })
        .await
    }

    /// Puts a draft in force for what is issued from now on. One that is or was in force stays as it is.
    pub async fn use_template(&self, id: Uuid, actor: PersonId, now: Instant) -> Result<()> {
        self.write(async |txn| {
            let row = certificate_template::Entity::find_by_id(id).one(txn).await?;
            let row = row.ok_or(StorageError::NotFound)?;
            if row.in_force_from.is_some() {
                return Ok(());
            }
            let mut changed = row.clone().into_active_model();
            changed.in_force_from = Set(Some(now));
            changed.in_force_by = Set(Some(actor.0));
            changed.update(txn).await?;
            note(txn, "template-used", &row, actor, now).await
        })
        .await
    }
}

async fn note(
    txn: &impl ConnectionTrait,
    action: &'static str,
    row: &certificate_template::Model,
    actor: PersonId,
    now: Instant,
) -> Result<()> {
    let of = programme::Entity::find_by_id(row.programme_id.clone()).one(txn).await?;
    let entry = audit::Entry {
        actor: Some(actor),
        action,
        target: Some(("certificate-template", row.id.to_string())),
        unit: of.and_then(|of| of.unit_id).map(UnitId),
        detail: [&row.version.to_string(), " ", &row.programme_id].concat(),
        ..audit::Entry::default()
    };
    audit::write(txn, entry, now).await
}
