//! Screens for adopting what a server has: what is there and what is decided, a rule and its answers, what would come of
//! it, how far it is.

mod choice;
pub mod holder;
pub mod outlook;
pub mod page;
pub mod plan;
pub mod rule;
pub mod seller;
mod words;

use crate::{
    bot::{context::Context, routes::Route, ui::View},
    service::{Outcome, Refusal},
    store::Access,
};

/// Reads and words one of these.
pub async fn render(access: &mut impl Access, context: Context<'_>, route: Route) -> Outcome<View> {
    let text = context.text;
    Ok(match route {
        Route::Adopt { adoption } => page::view(&page::load(access, context, adoption).await?, text),
        Route::AdoptRule { adoption, rule } => rule::view(&rule::load(access, adoption, rule).await?, text),
        Route::AdoptSeller { adoption, rule, before } => {
            seller::view(&seller::load(access, adoption, rule, before).await?, text)
        }
        Route::AdoptPlan { adoption, rule, before } => {
            plan::view(&plan::load(access, adoption, rule, before).await?, text)
        }
        Route::AdoptHolder { adoption, rule, before } => {
            holder::view(&holder::load(access, context, adoption, rule, before).await?, text)
        }
        Route::AdoptOutlook { adoption } => outlook::view(&outlook::load(access, context, adoption).await?, text),
        _ => return Err(Refusal::NotFound.into()),
    })
}
