//! Adopting what a server has already: all its keys at once, by their names, to representatives and plans.
//!
//! `draft` is what people decide beforehand, `overview` what is there, `outlook` what would come of it, `take` what a job
//! then does, `csv` and `listed` lists that come and go as text. On the server access URLs and names stay; a limit becomes a quota of
//! each month, or gives way to a plan's, and is replaced there by what can't stop a key early. It is no sale: these keys
//! were sold before.

mod csv;
mod draft;
mod edit;
mod listed;
mod names;
mod outlook;
mod overview;
mod take;
mod wants;

pub use csv::{Before, List, Listed, NotAList, ahead_file, file, read_list};
pub use draft::{Wish, begin, change, close, export, go, left, look_again, stop};
pub use edit::{At, Edit, Entry, terms};
pub(super) use names::free;
pub use names::{normal, wished};
pub use outlook::{Ahead, NotTheirs, Outlook, ahead, outlook};
pub use overview::{Facts, Line, Overview, Standing, overview, standing};
pub use take::{Listing, Taken, Work, ended, looked, looking, silent, take, troubled, work};
