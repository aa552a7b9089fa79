//! Where a question stands: its title, and the screen that it came from; and whether what is typed there is a secret.
//! Titles are in the words of the buttons that led there.

use super::{Prompt, What};
use crate::{
    bot::routes::Route,
    domain::chart::UsageOf,
    text::{Html, Text, tr},
};

impl Prompt {
    /// Where one is, in the words of the buttons that led here.
    pub(super) fn title(&self, text: &Text) -> Html {
        let (area, thing) = match &self.what {
            What::KeyName(..) => (tr!(text, "keys-title"), tr!(text, "key-rename")),
            What::KeyQuota(..) => (tr!(text, "keys-title"), tr!(text, "key-quota")),
            What::KeyTopUp(..) => (tr!(text, "keys-title"), tr!(text, "key-topup")),
            What::KeyPeriod(..) => (tr!(text, "keys-title"), tr!(text, "key-period")),
            What::KeyEnd(..) => (tr!(text, "keys-title"), tr!(text, "key-end")),
            What::PlanPeriod(..) => (tr!(text, "plans-title"), tr!(text, "plan-period")),
            What::ServerName(..) => (tr!(text, "servers-title"), tr!(text, "server-rename")),
            What::PlanName(..) => (tr!(text, "plans-title"), tr!(text, "plan-name")),
            What::PlanLife(..) => (tr!(text, "plans-title"), tr!(text, "plan-life")),
            What::PlanQuota(..) => (tr!(text, "plans-title"), tr!(text, "plan-quota")),
            What::PlanPrice(..) => (tr!(text, "plans-title"), tr!(text, "plan-price")),
            What::BackupPassphrase(_) => (tr!(text, "backups-title"), tr!(text, "backup-passphrase-title")),
            What::Thresholds(_) => (tr!(text, "settings-title"), tr!(text, "usage-rules-title")),
            What::TestQuota(_) => (tr!(text, "test-keys-title"), tr!(text, "key-quota")),
            What::TestDays(_) => (tr!(text, "test-keys-title"), tr!(text, "plan-life")),
            What::TestsOfStaff(_) => (tr!(text, "test-keys-title"), tr!(text, "test-keys-staff-edit")),
            What::HouseName(_) => (tr!(text, "house-title"), tr!(text, "house-name")),
            What::HouseCurrency(..) => (tr!(text, "house-title"), tr!(text, "house-currency")),
            What::HouseZone(_) => (tr!(text, "house-title"), tr!(text, "house-zone")),
        };
        let mut title = area;
        title.push(&Html::plain(" › "));
        title.push(&thing);
        title
    }

    /// Whether what is typed is a secret.
    pub(in crate::bot::flows) const fn secret(&self) -> bool {
        matches!(self.what, What::BackupPassphrase(_))
    }

    pub(in crate::bot::flows) const fn origin(&self) -> Route {
        match &self.what {
            _ if self.setup => Route::Setup,
            What::KeyName(key, ..) | What::KeyQuota(key, ..) | What::KeyEnd(key, ..) => Route::Key { key: *key },
            What::KeyTopUp(key, ..) | What::KeyPeriod(key, ..) => Route::Usage { of: UsageOf::Key(*key) },
            What::ServerName(server, ..) => Route::Server { server: *server },
            What::PlanName(plan, ..)
            | What::PlanLife(plan, ..)
            | What::PlanQuota(plan, ..)
            | What::PlanPeriod(plan, ..)
            | What::PlanPrice(plan, ..) => Route::Plan { plan: *plan },
            What::BackupPassphrase(backup) => Route::Backup { backup: *backup },
            What::Thresholds(_) => Route::UsageRules,
            What::TestQuota(_) | What::TestDays(_) | What::TestsOfStaff(_) => Route::TestKeys,
            What::HouseName(_) | What::HouseCurrency(..) | What::HouseZone(_) => Route::House,
        }
    }
}
