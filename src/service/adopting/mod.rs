//! Adopting what a server has already: all its keys at once, by their names, to representatives and plans.
//!
//! `draft` is what people decide beforehand, `overview` what would come of it, `take` what a job then does, `csv` lists
//! that come and go as text. Nothing on the server is changed: access URLs and names stay, its limits become quotas; only
//! where a plan says otherwise is a limit there replaced. It is no sale: these keys were sold before.

mod csv;
mod draft;
mod edit;
mod names;
mod overview;
mod take;

pub use csv::{Listed, NotAList, file, read_list};
pub use draft::{Wish, begin, change, close, export, go, left, look_again, stop};
pub use edit::{At, Edit, terms};
pub(super) use names::free;
pub use names::{normal, wished};
pub use overview::{Facts, Line, Outlook, Overview, Standing, outlook, overview, standing};
pub use take::{Listing, Taken, Work, ended, looked, looking, silent, take, troubled, work};
