//! What a unit's page says of its past: since when it is no more, what it became, and what it was made of.
//!
//! Owns: these words and links. Does not own: the successions (storage), nor the figures beside them.

use super::App;
use super::asked::unit_href;
use crate::web::error::WebError;
use crate::web::login::Officer;
use crate::web::messages::message;
use crate::web::view::officer::{KinRow, UnitPage};
use crate::web::view::words;
use tungngo_domain::reform::Relation;
use tungngo_domain::units::in_sentence;
use tungngo_storage::figures::UnitFigures;
use tungngo_storage::reforms::Kin;

/// Puts the past of a unit on its page.
pub async fn put(
    app: &App,
    officer: &Officer,
    figures: &UnitFigures,
    page: &mut UnitPage,
) -> Result<(), WebError> {
    let past = app.store.past(figures.unit.id, (figures.since, figures.ended)).await?;
    if let Some((since, made_of)) = &past.made_of {
        page.made_of_heading = message("past-made-of", &[("day", &words::full_day(*since))]);
        page.made_of = rows(app, officer, made_of).await?;
    }
    let Some(ended) = past.ended else { return Ok(()) };
    let name = in_sentence(&figures.unit.name);
    page.ended = if past.never {
        message("past-never", &[("unit", &words::capital(&name))])
    } else {
        let days = [("day", words::full_day(ended)), ("counted", words::full_day(figures.day))];
        let (day, counted) = (("day", days[0].1.as_str()), ("counted", days[1].1.as_str()));
        message("past-ended", &[("unit", &words::capital(&name)), day, counted])
    };
    if !past.became.is_empty() {
        page.became_heading = message("past-became", &[]);
        page.became = rows(app, officer, &past.became).await?;
    }
    page.compare_href = None;
    page.periods_href = None;
    page.target_href = None;
    page.without_lists();
    Ok(())
}

async fn rows(app: &App, officer: &Officer, kin: &[Kin]) -> Result<Vec<KinRow>, WebError> {
    let mut rows = Vec::new();
    for one in kin {
        let seen = app.store.shows_figures(&officer.scope, one.unit.id).await?;
        rows.push(KinRow {
            name: one.unit.name.clone(),
            href: seen.then(|| unit_href(one.unit.id)),
            part: match one.relation {
                Relation::Whole => String::new(),
                Relation::Divided => message("past-part", &[]),
            },
        });
    }
    Ok(rows)
}
