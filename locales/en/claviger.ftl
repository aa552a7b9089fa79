### Claviger in English.
###
### Plain, short, polite. No jargon, no exclamation marks. Same thing, same word.
###
### Glossary
###   key             what a customer connects with (never: account, config, link)
###   server          the machine that keys live on
###   plan            what is sold: a lifetime, a quota, a price
###   quota           how much traffic a key may use
###   traffic         bytes that a key used or may use
###   lifetime        how long a key lives; it "ends" (never: dies); an ended key is "expired"
###   house           the business that runs this bot
###   owner, admin, operator   the house’s own people
###   representative  who sells keys for the house (never: reseller, agent)
###   customer        who holds a key (never: user, client)
###   invoice         what a representative is asked to pay
###   payment         money that came in
###   suspend, resume stop for a while, and go on (never: block, disable)
###   backup, restore a copy of the whole house, and putting it in the house’s place
###   delete          for good
###   Home            the first screen
###
### Arguments that are strings arrive escaped and isolated; integers can select a plural and show in the reader’s digits.

## Units

unit-terabytes = { $amount } TB
unit-gigabytes = { $amount } GB
unit-megabytes = { $amount } MB
unit-kilobytes = { $amount } KB
unit-bytes = { $amount } B
unit-unlimited = unlimited
unit-used-of = { $used } of { $quota }
unit-used = { $used }, unlimited
unit-money = { $amount } { $code }
unit-money-toman = { $amount } T
unit-money-of-eur = €{ $amount }
unit-money-of-gbp = £{ $amount }
unit-money-of-irr = { $amount } IRR
unit-money-of-rub = { $amount } RUB
unit-money-of-try = { $amount } TRY
unit-money-of-aed = { $amount } AED
unit-money-of-usd = ${ $amount }
unit-money-of-usdt = { $amount } USDT

## Dates and spans

date-day = { $day } { $month } { $year }
date-day-short = { $day } { $month }
date-and-time = { $date }, { $time }
date-gregorian-1 = Jan
date-gregorian-2 = Feb
date-gregorian-3 = Mar
date-gregorian-4 = Apr
date-gregorian-5 = May
date-gregorian-6 = Jun
date-gregorian-7 = Jul
date-gregorian-8 = Aug
date-gregorian-9 = Sep
date-gregorian-10 = Oct
date-gregorian-11 = Nov
date-gregorian-12 = Dec
date-jalali-1 = Farvardin
date-jalali-2 = Ordibehesht
date-jalali-3 = Khordad
date-jalali-4 = Tir
date-jalali-5 = Mordad
date-jalali-6 = Shahrivar
date-jalali-7 = Mehr
date-jalali-8 = Aban
date-jalali-9 = Azar
date-jalali-10 = Dey
date-jalali-11 = Bahman
date-jalali-12 = Esfand
date-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
date-days-from-first-use = { $count ->
    [one] { $count } day from first use
   *[other] { $count } days from first use
}
date-no-end = no end
date-just-now = just now
date-minutes-ago = { $count ->
    [one] { $count } minute ago
   *[other] { $count } minutes ago
}
date-hours-ago = { $count ->
    [one] { $count } hour ago
   *[other] { $count } hours ago
}
date-days-ago = { $count ->
    [one] { $count } day ago
   *[other] { $count } days ago
}
date-minutes-left = { $count ->
    [one] { $count } minute left
   *[other] { $count } minutes left
}
date-hours-left = { $count ->
    [one] { $count } hour left
   *[other] { $count } hours left
}
date-days-left = { $count ->
    [one] { $count } day left
   *[other] { $count } days left
}
date-nearly-ended = less than a minute left
date-ended = ended

## What is wrong with an answer, and an example

problem-empty = Please type something.
problem-too-long = { $max ->
    [one] Please use { $max } character at most.
   *[other] Please use { $max } characters at most.
}
problem-traffic = I can’t read that as traffic. For example: <code>50 GB</code>, <code>1.5 TB</code> or <code>unlimited</code>.
problem-traffic-too-small = That is too little. For example: <code>500 MB</code>, or <code>unlimited</code> for no limit.
problem-traffic-too-large = That is too much; 1,000 TB is the most. For no limit, type <code>unlimited</code>.
problem-days = I can’t read that as a length of time. For example: <code>30 days</code>, <code>2 months</code> (30 days each) or <code>unlimited</code>.
problem-days-too-few = It has to be one day at least. For example: <code>30 days</code>.
problem-days-too-many = { $max ->
    [one] It can be { $max } day at most. For no end, type <code>unlimited</code>.
   *[other] It can be { $max } days at most. For no end, type <code>unlimited</code>.
}
problem-date = I can’t read that as a date. For example: <code>31 Dec 2026</code>, <code>30 days</code> or <code>unlimited</code>.
problem-no-such-day = There is no such day in the calendar. For example: <code>31 Dec 2026</code>.
problem-date-past = That day is over. Please choose a later one, for example <code>30 days</code> from now.
problem-date-too-far = That is more than ten years away. For no end, type <code>unlimited</code>.
problem-money = I can’t read that as an amount. For example: <code>{ $example }</code>.
problem-money-negative = An amount can’t be below zero. For example: <code>{ $example }</code>.
problem-money-too-large = That amount is too large. For example: <code>{ $example }</code>.
problem-money-too-fine = { $decimals ->
    [0] This currency has no decimals. For example: <code>{ $example }</code>.
    [one] This currency has { $decimals } decimal at most. For example: <code>{ $example }</code>.
   *[other] This currency has { $decimals } decimals at most. For example: <code>{ $example }</code>.
}
problem-other-currency = The amount has to be in { $currency }. The number alone is enough. For example: <code>{ $example }</code>.
problem-time-zone = I don’t know that time zone. Please type a city, for example <code>Tehran</code> or <code>Europe/Berlin</code>.
problem-currency = I don’t know that currency. Please type its code, for example <code>EUR</code> or <code>IRR</code>.

## Buttons that are everywhere

button-home = 🏠 Home
button-back = ‹ Back
button-cancel = ✖ Cancel
button-more = Next page ›
button-first-page = « First page
button-next = Next ›
button-undo = ↩ Undo
button-keep = Keep it
button-copy = 📋 Copy
button-settings = ⚙ Settings
button-help = ❓ Help
button-find = 🔎 Find
button-keys = 🗝 Keys
button-servers = 🖥 Servers
button-plans = 🏷 Plans
button-new-key = ➕ New key
button-add-server = ➕ Add a server
button-open-key = 🗝 Open
button-decide = ⚖ Decide
button-setup = 🧭 First steps ({ $done }/{ $of })
button-setup-on = 🧭 On with the first steps
button-needs-you = ⚠ Needs you ({ $count })

## Home

home-title = { $house }
home-title-person = { " · " }{ $name }
home-servers = Servers: { $up } of { $all } up
home-no-servers = No servers yet
home-keys-ending = Keys: { $active } active · { $ending } end this week · { $stopped } stopped
home-suspended = ⏸ You are suspended: you can look, and sell nothing. Please ask the house.
home-keys = Keys: { $active } active · { $stopped } stopped
home-no-keys = No keys yet
home-traffic = Today { $today } { $week } · { $days } days { $month }
home-keys-making = ⏳ Being made: { $making }
home-keys-unconfirmed = ⏳ Not confirmed by the server yet: { $count }
home-customer = Welcome. When a key is given to you, you find it here.

## What waits for a person

needs-line = ⚠ Needs you: { $what }
needs-comma = { ", " }
needs-servers-down = { $count ->
    [one] { $names } is down
   *[other] { $names } are down
}
needs-servers-down-more = { $names } and { $count } more are down
needs-differences = { $count ->
    [one] { $count } difference
   *[other] { $count } differences
}
needs-keys-failed = { $count ->
    [one] { $count } key could not be made
   *[other] { $count } keys could not be made
}
needs-backup-failed = the last backup failed
needs-title = ⚠ Needs you · { $count }
needs-title-none = ⚠ Needs you
needs-none = Nothing waits for you.
needs-open = 👁 Open
needs-server = 🔴 { $name } has not answered since { $date }. Its keys: { $count }.
needs-backup = 🛟 The backup of { $date } failed.
needs-key = 🗝 { $name } could not be made on { $server }.
needs-own-key = 🗝 { $name } could not be made.
needs-key-seller = Sold by: { $name }
needs-on-server = 🖥 { $name }
needs-rebuilt = The server has lost the house’s keys: it was set up anew.

## Help

help-title = ❓ Help
help-keys = 🗝 A key: tap New key, choose a plan, take the suggested name, tap Create. You get a picture with a QR code to forward to your customer.
help-find = 🔎 To find a key, type the beginning of a word of its name here, or paste its access URL.
help-servers = 🖥 A server: tap Servers, then Add a server, and paste what the Outline installer printed.
help-commands = Commands: /menu shows Home, /cancel leaves a form, /language changes the language.

## Find

find-title = 🔎 Find
find-ask = Type the beginning of a word of a key’s name, or paste an access URL.
find-found = Found for { $query }:
find-nothing = Nothing was found for { $query }. Try fewer letters, or another word of the name.

## Keys

keys-title = 🗝 Keys
keys-none = There are no keys here.
keys-button = { $mark } { $name } · { $state }
keys-button-of = { $mark } { $name } · { $seller } · { $state }
keys-active-week = active · { $week }
keys-active-on = active · { $server }
keys-unconfirmed = not confirmed yet
keys-state-unconfirmed = { $state }, not confirmed yet
keys-group-all = All
keys-group-active = Active
keys-group-stopped = Stopped
keys-group-trouble = Not finished
keys-group-trouble-count = Not finished ({ $count })
key-state-provisioning = ⏳ Being made
key-state-failed = ⚠ Could not be made
key-state-active = 🟢 Active
key-state-missing = ⚠ Missing on the server
key-state-suspended = ⏸ Suspended
key-state-expired = ⌛ Expired
key-state-exhausted = 🪫 Quota used up
key-state-deleting = ⏳ Being deleted
key-state-deleted = 🗑 Deleted
key-word-provisioning = being made
key-word-failed = not made
key-word-suspended = suspended
key-word-expired = expired
key-word-exhausted = used up
key-word-missing = missing on the server
key-word-deleting = being deleted
key-word-deleted = deleted
key-why-suspended = Suspended on { $date }.
key-why-suspended-by = Suspended by { $who } on { $date }.
key-why-suspended-house = Suspended by the house on { $date }.
key-why-held = The house waits since a restore, and no server is asked for anything. It is made as soon as the waiting is ended on Home.
key-why-ask-more = Please ask the house for it.
key-why-ask-house = Only the house can let it go on. Please ask there.
key-why-expired = Its time ended on { $date }.
key-why-exhausted = Its quota was used up on { $date }. A top-up or a reset lets it go on.
key-why-failed = Nothing is charged. You can try again or delete it.
key-why-provisioning = The server is being asked. This page changes by itself.
key-why-provisioning-again = It isn’t made yet. It is tried again by itself, and this page changes then.
key-why-deleting = The server is being asked. This page changes by itself.
key-why-deleting-again = It isn’t deleted on its server yet. It is tried again by itself, and this page changes then.
key-trouble-house = The server doesn’t do it at the moment. The house sees that, too.
key-trouble-circuit-open = The server failed several times in a row, so it gets a pause of half a minute.
key-line-not-in-step = ⏳ The server hasn’t confirmed the last change yet.
key-line-missing = Its server doesn’t have it any more, so it doesn’t work until somebody of the house decides about it.
key-line-plan = Plan: { $plan }
key-line-adopted = Plan: none (taken over from the server)
key-line-quota = Quota: { $quota }
key-line-used = Used: { $used }
key-line-bar = { $bar } { $percent } · { $week }
key-line-week = 7 days: { $week }
key-line-resets = Starts anew: { $date } ({ $left })
key-line-extra = Bought for this time: { $extra }
key-line-traffic = Last traffic: { $ago }
key-line-traffic-before = Last traffic: before it was taken over
key-line-no-traffic = Last traffic: none yet
key-line-estimated = A part of its past traffic is estimated.
key-line-stops = When it is used up: the key stops
key-line-tells = When it is used up: people are told, the key goes on
quota-day = { $quota } a day
quota-week = { $quota } a week
quota-month = { $quota } a month
quota-billing = { $quota } until it is renewed
quota-period-total = In all
quota-period-day = Each day
quota-period-week = Each week
quota-period-month = Each month
quota-period-billing = Until it is renewed
key-line-ends = Ends: { $date } ({ $left })
key-line-ends-on = Ends: { $date }
key-line-ends-after = Ends: { $days } after its first use
key-line-no-end = Ends: no end
key-line-server = Server: { $server }
key-line-representative = Representative: { $name }
key-line-made = Made: { $date }
key-line-asked = Asked for: { $date }
key-origin-own = set for this key
key-origin-plan = from the plan
key-origin-house = as the house has it
key-no-end = no end
key-send = 📲 Send again
key-file = 📄 As a file
key-quota = 📊 Quota
key-usage = 📈 Usage
key-topup = ➕ More traffic
key-reset = ♻ Start anew
key-period = 🗓 Quota period
key-stop-on = ⛔ Stop when used up
key-stop-off = 🔔 Only tell when used up
key-stop-sold = ↩ As the plan or the house has it
key-end = 📅 End
key-extend = 📅 Extend
key-suspend = ⏸ Suspend
key-resume = ▶ Resume
key-hold = ⏸ Suspend for the house
key-rename = ✏ Rename
key-retry = 🔁 Try again
key-history = 🕘 History
key-delete = 🗑 Delete
key-history-title = 🕘 History
key-delete-title = 🗑 Delete this key?
key-delete-lost = The key { $name } stops working at once, for everyone who uses it. Its access URL can’t be brought back.
key-delete-left = Time it would have had: { $left }.
key-delete-reversed = It is younger than a day and was never used, so its sale is reversed.
key-delete-yes = 🗑 Delete it
## Usage

usage-title = 📈 Usage
usage-of-own = My keys
usage-line = { $span }: { $total }
usage-line-trend = { $span }: { $total } · { $trend }
usage-week = { $week }
usage-active = Keys in use today: { $count }
usage-ask = For a picture, tap a time.
usage-span-24h = 24 hours
usage-span-7d = 7 days
usage-span-30d = 30 days
usage-trend-up = { $percent } up
usage-trend-down = { $percent } down
usage-trend-same = about as before
usage-title-plain = { $total } in { $span }
usage-title-trend = { $total } in { $span }, { $trend }
usage-title-none = No traffic in { $span }
usage-now = now
usage-today = today
usage-button = 🖼 { $span }
usage-watch-on = 🔔 Tell me of all keys
usage-watch-off = 🔕 Don’t tell me of all keys
usage-watching = 🔔 You are told when any key of the house nears its quota.
usage-rules-title = 📊 Quotas
usage-rules-told = People are told at: { $percents }
usage-rules-care = This holds for all keys, as long as a plan or a key says nothing else about stopping.
usage-rules-thresholds = 🔔 When people are told

## What happened to a key

audit-key-create = Asked for
audit-key-active = Works on its server
audit-key-failed = Could not be made
audit-key-update = Changed
audit-key-topup = Got more traffic
audit-key-reset = Its usage started anew
audit-key-exhaust = Its quota was used up
audit-key-refill = Works again: there is quota
audit-key-suspend = Suspended
audit-key-resume = Resumed
audit-key-expire = Its time ended
audit-key-retry = Tried again
audit-key-remade = Got a new access URL from its server
audit-key-reveal = Sent again
audit-key-delete = Asked to be deleted
audit-key-deleted = Deleted on its server
history-adopted = Taken over from its server
history-adopted-renamed = Taken over from its server, where it was called { $name }
history-claimed = { $name } opened the link: the key is theirs
history-customer = Given to { $name }
history-customer-gone = Given to a customer
history-customer-taken = Not { $name }’s any more
history-customer-none = Not a customer’s any more

history-line = { $what } · { $date }
history-line-who = { $what } · { $who } · { $date }
history-line-house = { $what } · the house · { $date }
history-none = Nothing is on record yet.
history-name = Name: { $from } → { $to }
history-quota = Quota: { $from } → { $to }
history-quota-plan = Quota: { $from } → { $to }, as in the plan
history-end = End: { $from } → { $to }
history-end-plan = End: { $from } → { $to }, as it was sold
history-failed = Could not be made: { $why }
history-deleted-reversed = Deleted on its server, and its sale reversed

## Servers

servers-title = 🖥 Servers
servers-none = No servers yet. Add your first one: all it takes is one paste.
servers-line = { $state } · { $name } · { $keys ->
    [one] { $keys } key
   *[other] { $keys } keys
}
servers-button = 🖥 { $name }
servers-none-down = ✅ No server is down.
servers-down = 🔴 Servers down ({ $count })
servers-all = 🖥 All servers
server-health-unknown = ⏳ Being checked
server-health-up = 🟢 Up
server-health-degraded = 🟡 Slow or failing
server-health-down = 🔴 Down
server-state-paused = ⏸ Paused
server-state-removed = 🗑 Removed
server-line-host = Address: { $host }
server-line-keys = Keys: { $keys }
server-line-latency = Answers in { $ms } ms
server-line-version = Version: { $version }
server-line-since = Since { $date }
server-line-checked = Checked { $ago }
server-line-unchecked = Not checked yet
server-line-checking = ⏳ Being checked …
server-line-slow = It answers, but takes more than 3 seconds. Its keys may well work; if it stays like this, the machine is busy or the network to it is bad.
server-line-missing = ⚠ { $count ->
    [one] { $count } key is missing on this server.
   *[other] { $count } keys are missing on this server.
}
server-line-remaking = 🔁 Keys are made again: { $done } of { $of }
server-line-deleting = 🗑 Missing keys are deleted: { $done } of { $of }
server-differences = ⚠ Differences ({ $count })
server-missing = ⚠ Missing keys ({ $count })
none-up-title = No server is up
none-up-what = Each is down or paused, so a new key would have to wait. Check one again, or make the key on it all the same: it is made as soon as the server answers.
none-up-check = 🩺 Check { $name }
none-up-make = ➕ Key on { $name }
server-check = 🩺 Check now
server-pause = ⏸ Pause
server-resume = ▶ Resume
server-rename = ✏ Rename
server-replace = 🔌 Replace its management line
server-reveal = 🔑 Management URL
server-forget = 🗑 Delete this message
server-remove = 🗑 Remove
server-remove-title = 🗑 Remove this server?
server-remove-empty = { $name } leaves the house. There are no keys on it. Nothing is changed on the server itself.
server-remove-keys = { $name } leaves the house, and { $count ->
    [one] { $count } key
   *[other] { $count } keys
} with it: they can’t be managed here any more. They go on working on the server itself until you delete them there.
server-remove-active = { $count ->
    [0] None of them is active.
    [one] { $count } of them is active.
   *[other] { $count } of them are active.
}
server-remove-of = { $name }: { $count ->
    [one] { $count } key
   *[other] { $count } keys
}
server-remove-of-house = The house: { $count ->
    [one] { $count } key
   *[other] { $count } keys
}
server-remove-of-others = Others: { $count ->
    [one] { $count } key
   *[other] { $count } keys
}
server-remove-yes = 🗑 Remove it
server-revealed = Whoever has this can do anything on the server. It is shown this once. This message goes away in five minutes; delete it when you are done before.

adding-title = New server
adding-title-asking = Asking the server
adding-title-replace = Its management line
adding-asking = ⏳ Asking { $address } …
adding-failed = ⚠ { $address } was not added.
adding-nothing-written = Nothing was saved.
adding-again = 📋 Paste again
adding-known = This server is in the house already, as { $name }.
adding-offer = But what you pasted is another line than the one the house has. If the server was set up anew or has moved, let the house use this one.
adding-take = 🔌 Use it for { $name }
adding-not-replaced = ⚠ The line was not replaced: { $address }
adding-replaced = ✅ The house reaches { $name } by the new line now.
adding-replaced-all = { $count ->
    [one] Its key is there.
   *[other] All its { $count } keys are there.
}
adding-replaced-some = { $there ->
    [0] None of its { $count } keys is there. You are asked about them in a moment.
   *[other] { $there } of its { $count } keys are there. You are asked about the others in a moment.
}
adding-done = ✅ { $name } was added.

server-trouble-unreachable = Nothing answers there. Is the server running, and is its port open in the firewall?
server-trouble-timeout = It didn’t answer in time. Is the server running, and is its port open in the firewall?
server-trouble-fingerprint = It shows another certificate than the one you pasted. Either the server was set up anew (then paste the new lines), or somebody reads along on the way (then don’t add it).
server-trouble-not-the-api = Something answers there, but it isn’t Outline’s management API. Did you paste the apiUrl line completely?
server-trouble-wrong-path = The server answers, but doesn’t know the secret part of the address. Did you paste it completely?
server-trouble-private-address = This address lies in a private network. To allow such addresses, set ALLOW_PRIVATE_NETWORKS=true and start again.
server-trouble-circuit-open = It failed several times in a row, so it is left alone for half a minute. The next check tries again.
server-trouble-refused = The server refused. Its version may be too old; 1.8.0 or newer is needed.
server-trouble-inside = The server had an error of its own. Usually it helps to try again, or to restart it.
server-trouble-not-allowed = You may not add servers any more.
server-trouble-other = The server didn’t do what it was asked.
server-trouble-gone = That server isn’t in the house any more.

server-known-unreachable = Nothing answers there. Is the server running, and is the port open in the firewall? If it was set up anew or has moved, replace its management line.
server-known-timeout = It didn’t answer in time. Is the server running, and is the port open in the firewall? If it was set up anew or has moved, replace its management line.
server-known-fingerprint = It shows another certificate than before. If you set the server up anew, replace its management line with the new one. If you didn’t, somebody may read along on the way: ask whoever runs the machine first.
server-known-not-the-api = Something answers there, but it isn’t Outline’s management API any more. If the server has moved to another port, replace its management line.
server-known-wrong-path = The server answers, but doesn’t know the secret part of its address any more. It was probably set up anew: replace its management line with the new one.
server-known-another-server = Another server of the house answers at its address. Replace its management line with the one of this server.

server-paste-unreadable = I can’t read that. Please paste what the installer printed: it begins with { "{" } and ends with { "}" }, and has apiUrl in it.
server-paste-no-fingerprint = The certificate’s fingerprint is missing. Please paste the whole line, with certSha256.
server-paste-bad-fingerprint = The fingerprint isn’t complete: it has 64 digits and letters (0–9, A–F).
server-paste-not-https = The address has to begin with https.
server-paste-no-path = The secret part of the address is missing. Please paste it completely.
server-paste-access-key = That is a customer’s access URL. Please paste the management URL: the installer printed it with apiUrl.

differences-title = ⚠ Differences
differences-none = ✅ The server and the house agree.
differences-open = { $count ->
    [one] { $count } difference waits for your decision.
   *[other] { $count } differences wait for your decision.
}
difference-foreign = On the server there is a key that isn’t the house’s: { $name }.
difference-missing = The key { $name } is missing on the server: somebody deleted it there.
difference-found = Found { $date }
difference-adopt = ✅ Take it over
difference-delete = 🗑 Delete it there
difference-restore = 🔁 Make it again
difference-moved = Traffic that the server counts for it: { $traffic }
difference-unused = The server counts no traffic for it.
difference-delete-there = The key { $name } isn’t the house’s. It is deleted on the server and stops working at once, for everyone who uses it. Its access URL can’t be brought back.
difference-delete-here = The key { $name } is missing on the server. It leaves the house too. If somebody still needs it, make it again instead.
difference-accept = 🗑 Delete it here too
difference-ignore = 🙈 Leave it
rebuilt-all = { $count ->
    [one] { $name } answers, but the house’s key isn’t there any more: the server was set up anew.
   *[other] { $name } answers, but none of its { $count } keys is there any more: the server was set up anew.
}
rebuilt-most = { $name } answers, but { $missing } of its { $count } keys aren’t there any more: the server was set up anew.
rebuilt-say-restore = Making them again keeps names, quotas and ends. Each key gets a new access URL. Who sells them gets these in a message, to be handed on; customers who opened a link to their key get theirs from me.
rebuilt-say-delete = Deleting them here takes them off your lists for good.
rebuilt-say-leave = Leaving it changes nothing; the keys stay marked, and you can decide later on the server’s page.
rebuilt-restore = 🔁 Make all keys again
rebuilt-delete = 🗑 Delete them here
rebuilt-leave = 🙈 Leave it

## Plans

plans-title = 🏷 Plans
plans-archived-title = 🗄 Archived plans
plans-none = No plans yet. Start with a ready-made one, or make your own.
plans-none-sold = No plan is sold at the moment. Sell an archived one again, or make a new one.
plans-again = ♻ { $name } · { $price }
plans-archived-none = Nothing is archived.
plans-new = ➕ New plan
plans-archived = 🗄 Archived
plan-preset = { $quota } · { $days }
plan-preset-unlimited = Unlimited · { $days }
plan-line-archived = 🗄 Archived: it isn’t sold any more. Its keys live on.
plan-line-life = Lasts: { $life }
plan-line-quota = Quota: { $quota }
plan-line-price = Price: { $price }
plan-line-care = Changes hold for new keys; keys that were sold keep what they got.
plan-price = 💰 Price
plan-quota = 📊 Quota
plan-period = 🗓 Quota period
plan-life = 📅 Duration
plan-name = ✏ Name
plan-archive = 🗄 Archive
plan-restore = ♻ Sell it again
plan-stop-house = ↩ When used up: as the house has it

## People

people-title = 👥 People
people-none = There is nobody here.
people-button = { $mark } { $name } · { $what }
people-group-staff = The house’s own
people-group-sellers = Representatives
people-group-customers = Customers
people-hand-house = 👑 Hand over the house
role-owner = Owner
role-admin = Admin
role-operator = Operator
role-representative = Representative
role-customer = Customer
role-explain-operator = Operator: keys, customers and servers; no people, no prices, no settings.
role-explain-admin = Admin: everything but the owners’ roles.
role-explain-owner = Owner: everything, as you.
person-active = 🟢 May act
person-suspended = ⏸ Suspended: the bot doesn’t answer them
person-removed = 🗑 Removed
person-role = Role: { $role }
person-telegram = Telegram: { $name }
person-unreachable = 📵 Messages don’t reach them: they have blocked the bot, or are gone from Telegram.
person-seen = Last here: { $ago }
person-never-seen = Not here yet
person-holds = Holds as a customer: { $count ->
    [one] { $count } key
   *[other] { $count } keys
}
person-since = Since { $date }
person-change-role = 🎓 Role
person-suspend = ⏸ Suspend
person-resume = ▶ Resume
person-remove = 🗑 Remove
person-remove-title = 🗑 Remove this person?
person-remove-lost = { $name } can’t use the bot any more, and invitations they made are taken back. They can be invited again.
person-remove-seller = Nobody acts for { $name } then. { $count ->
    [0] It has no keys.
    [one] Its { $count } key works on.
   *[other] Its { $count } keys work on.
} Hand it over to somebody else from its page.
person-remove-held = { $count ->
    [one] The { $count } key they hold works on, but isn’t theirs to see any more.
   *[other] The { $count } keys they hold work on, but aren’t theirs to see any more.
}
person-remove-yes = 🗑 Remove
button-keep-person = Keep
button-people = 👥 People
button-sellers = 🤝 Representatives
button-customers = 👥 Customers
button-all-keys = 🗝 All keys
button-invite = ✉ Invite
button-invitations = 📨 Invitations

## Invitations

invite-ask = Whom do you invite?
invite-care = You get a message with a link to forward. It is good for one person and for seven days.
invite-as = ✉ { $role }
invitations-title = 📨 Invitations
invitations-none = No invitation is open.
invitation-gift = For: { $what }
invitation-open = 🟢 Open until { $date } ({ $left })
invitation-used = ✅ { $name } came in by it.
invitation-revoked = 🗑 Taken back.
invitation-expired = ⌛ Its time ended on { $date }.
invitation-house = Whoever opens it owns the house, and you become an admin. Send it to nobody else.
invitation-maker = Made by { $name }, { $date }
invitation-forward = The message with the link is a message of its own: forward it to the person you mean.
invitation-send = 📤 Send it again
invitation-revoke = 🗑 Take it back
gift-representative = Representative { $name }
gift-hand-representative = acting for { $name }
gift-hand-customer = customer { $name }
gift-key = the key { $name }

## Representatives

sellers-title = 🤝 Representatives
sellers-none = No representatives yet. Invite one: they sell from their own menu, and see only what is theirs.
sellers-button = { $mark } { $name } · { $keys ->
    [one] { $keys } key
   *[other] { $keys } keys
}
sellers-button-plain = 🤝 { $name }
sellers-new = ➕ Representative
seller-active = 🟢 Sells
seller-suspended = ⏸ Suspended: looks, and sells nothing
seller-removed = 🗑 Removed
seller-keys = Keys: { $active } active · { $stopped } stopped
seller-customers = Customers: { $count }
seller-person = Contact: { $name }
seller-nobody = Nobody acts for it. Hand it over to somebody.
seller-limit = Keys at a time: { $limit }
seller-over-limit = ⚠ { $count ->
    [one] { $count } key is there and stays.
   *[other] { $count } keys are there and stay.
} New ones can be made only when there are fewer than { $most }.
seller-no-limit = no limit
seller-all-plans = Plans: all
seller-plans = Plans: { $count ->
    [0] none
   *[other] only { $count }
}
seller-all-servers = Servers: all
seller-servers = Servers: { $count ->
    [0] none
   *[other] only { $count }
}
seller-tests = Test keys a day: { $count }
seller-open-person = 👤 Person
seller-view-as = 👁 View as
seller-edit-keys = 🔢 Limit
seller-edit-plans = 🏷 Plans
seller-edit-servers = 🖥 Servers
seller-edit-tests = 🧪 Test keys
seller-rename = ✏ Rename
seller-hand-over = 🤝 Hand over
seller-remove-title = 🗑 Remove this representative?
seller-remove-lost = { $name } sells nothing any more, and who acts for it can’t use the bot. This can’t be undone.
seller-remove-keys = { $count ->
    [0] It has no keys.
    [one] Its { $count } key works on; the house looks after it.
   *[other] Its { $count } keys work on; the house looks after them.
}
seller-remove-customers = { $count ->
    [one] Its { $count } customer stays written down.
   *[other] Its { $count } customers stay written down.
}
sells-everything = Everything may be sold, also what is added later.
sells-ticked = Only what is ticked may be sold.
sells-care = This holds for new keys; what was sold lives on.
sells-all-plans = All plans
sells-all-servers = All servers

## Customers

customers-title = 👥 Customers
customers-none = No customers yet. Write one down here, or give a key to somebody from the key’s page.
customers-button = { $mark } { $name } · { $keys ->
    [one] { $keys } key
   *[other] { $keys } keys
}
customers-new = ➕ New customer
customer-unclaimed = Telegram: not linked yet. Send them a link, and they see their keys in the bot.
customer-keys = Keys: { $count }
customer-note = Note: { $note }
customer-invite = 🔗 Send a link
customer-hand-over = 🤝 Hand over
customer-edit-note = 📝 Note
key-line-customer = Customer: { $name }
key-no-customer = This key has no customer.
key-customer = 👤 Customer
key-customer-ask = Choose somebody, write somebody new down, or make a link: whoever opens it holds the key.
key-customer-open = 👤 Open
key-customer-none = ✖ Nobody
key-claim = 🔗 Link to claim it

## What a customer sees

own-line = { $name }: { $quota } · { $left }
own-left = Time: { $left }
own-connect = 📲 Connect
own-suspended = Stopped on { $date } by who gave it to you. Please ask there.
own-suspended-house = Stopped by the house on { $date }. Please ask who gave it to you.
own-expired = Its time is over. Please ask who gave it to you.
own-exhausted = Its traffic is used up. Please ask who gave it to you.

## View as

view-mark = 👁 As { $name }
view-end = 👁 Stop viewing

## Forms

form-now = Now: { $value }
form-tap-please = Please tap one of the buttons.
form-type-please = Please type your answer.
form-text-please = Please send your answer as text.
form-of-plan = ↩ As in the plan: { $value }
form-lost = This form is from an older version and can’t go on. Please begin again.

form-add-server-title = 🖥 New server
form-add-server-ask = Paste what the Outline installer printed. It looks like this:
form-add-server-care = Your message is taken out of the chat, and the address is kept encrypted.
form-replace-title = 🔌 A new line for { $name }
form-replace-ask = Paste what the Outline installer printed for { $name }. The server is asked before anything is changed. It looks like this:

form-new-key-title = 🗝 New key
form-new-key-plan = { $name } · { $price }
form-new-key-ask-plan = Which plan?
form-new-key-ask-name = What is it called? Tap the suggestion or type another name.
form-new-key-name = { $name }
form-new-key-ask-server = On which server?
form-new-key-best = ⚖ The one with the fewest keys
form-new-key-create = ✅ Create
form-new-key-other-server = 🖥 Another server
form-new-key-look-name = Name: { $name }
form-new-key-look-plan = Plan: { $plan } · { $price }
form-new-key-look-gets = Gets: { $quota }, { $life }
form-new-key-look-server = Server: { $server }
form-new-key-look-best = Server: { $server } (fewest keys)

form-plan-title = 🏷 New plan
form-plan-ask-name = What is the plan called? For example: 50 GB monthly
form-plan-ask-days = How long does a key last? Tap, or type: 45d, 2 months
form-plan-no-end = No end
form-plan-ask-start = When does its time begin?
form-plan-start-made = When it is made
form-plan-start-used = At its first use
form-plan-ask-quota = How much traffic does a key get? Tap, or type: 75 GB, 1.5 TB
form-plan-no-quota = Unlimited
form-plan-ask-price = What does a key cost? Amounts are in { $currency }. For example: { $example }
form-plan-ask-sure = This can be read in two ways. Which one do you mean?
form-plan-look-name = Name: { $name }
form-plan-create = ✅ Create the plan

form-number-please = I can’t read that as a number. For example: <code>25</code>.
form-seller-name = What is the representative called? For example: Sara’s shop
form-seller-keys = How many keys may live at a time? Tap a button or type a number; <code>unlimited</code> is no limit.
form-seller-tests = How many test keys may be made in a day? Tap a button or type a number; <code>0</code> is none.
form-customer-name = What is the customer called?
form-customer-note = What do you want to remember of this customer? Only you and the house see it.
form-customer-no-note = No note
form-key-name = What shall the key be called?
form-key-quota = How much traffic in all? Tap, or type: 75 GB, unlimited
form-key-end = Until when? Tap, or type a date or a length: 31 Dec 2026, 45d
form-key-topup = How much more traffic? It is added to what the key has. Tap, or type: 5 GB
form-key-period = Over which period does the quota count? After each it starts anew.
form-server-name = What shall the server be called?
form-house-name = What is your house called? Your people see this name.
form-house-currency = Which currency are your prices in? Tap, or type it: EUR, dollar, toman
form-currency-sure = { $count ->
    [one] { $count } plan keeps its price in { $old }. New prices are asked for in { $new }. Change the currency?
   *[other] { $count } plans keep their prices in { $old }. New prices are asked for in { $new }. Change the currency?
}
form-currency-change = 💱 Change to { $currency }
form-house-zone = Which time zone is your house in? Tap, or type a city: Tehran
form-thresholds = At which parts of its quota are people told of a key? Tap, or type up to eight percentages: 75, 90. At 100% they are told in any case.
form-backup-passphrase = Type the passphrase that this backup was encrypted with.
form-backup-passphrase-care = Your message is taken out of the chat. The passphrase is kept encrypted for this restore only, for a day at most.

confirm-title = ⚠ Are you sure?
confirm-ask = Type <code>{ $word }</code> to go on.
confirm-wrong = That isn’t the word. Type <code>{ $word }</code>, or cancel.
confirm-word-remove = remove
confirm-word-show = show
confirm-word-replace = replace
confirm-word-delete = delete
confirm-word-hand-over = hand over
confirm-hand-house = You get a link. Whoever opens it owns { $name } with all that is in it ({ $count ->
    [one] { $count } key
   *[other] { $count } keys
}, servers, people, books), and you become an admin.
confirm-hand-seller = You get a link. Whoever opens it acts for { $name } from then on. With it go { $count ->
    [one] { $count } key
   *[other] { $count } keys
} and { $customers ->
    [one] { $customers } customer
   *[other] { $customers } customers
}; all keys work on.
confirm-hand-customer = You get a link. Whoever opens it is the customer { $name } from then on, and gets { $count ->
    [one] { $count } key
   *[other] { $count } keys
}. Who has an access URL already can use it still.
confirm-hand-from = { $name } has it now, loses it then, and is told so.
confirm-server-remove = { $name } leaves the house, and { $count ->
    [one] { $count } key
   *[other] { $count } keys
} with it.
confirm-server-reveal = The management URL of { $name } will be shown. Whoever sees it can do anything on the server.
confirm-server-replace = The house will reach { $name } by another line. Whoever has that machine has your customers’ keys: go on only if it is yours.
confirm-rebuilt-delete = { $count ->
    [one] { $count } key of { $name } that is missing there is deleted here, for good.
   *[other] { $count } keys of { $name } that are missing there are deleted here, for good.
}

## Settings

settings-title = ⚙ Settings
settings-reading = 🌐 Language, digits, calendar
settings-house = 🏢 The house
settings-usage = 📊 Quotas
settings-setup = 🧭 First steps
reading-title = 🌐 Language, digits, calendar
reading-example = For example: { $date } · { $number }
reading-latin = 123
reading-persian = ۱۲۳
reading-gregorian = Gregorian
reading-jalali = Jalali
house-title = 🏢 The house
house-line-name = Name: { $name }
house-line-currency = Currency: { $currency }
house-line-zone = Time zone: { $zone }
house-toman = Amounts are shown in toman (1 toman is 10 rial).
house-rial = Amounts are shown in rial.
house-unit-toman = toman
house-name = ✏ Name
house-currency = 💱 Currency
house-zone = 🕘 Time zone
house-show-rial = Show rial
house-show-toman = Show toman

## First steps

setup-title = 🧭 First steps · { $done }/{ $of }
setup-line = { $mark } { $step }
setup-step-language = Your language
setup-step-name = The name of the house
setup-step-currency = Its currency
setup-step-zone = Its time zone
setup-step-server = The first server
setup-step-plan = The first plan
setup-step-key = A first key, for yourself
setup-step-representative = A representative who sells
setup-step-backup = A backup
setup-say-language = Which language do you read? زبان شما کدام است؟
setup-say-name = Your people see this name on top of their Home. Type it here.
setup-say-currency = Prices and invoices are in this currency. Type its code here, for example EUR, or tap.
setup-say-zone = Days, reports and expiries follow this zone. Type a city here, for example Tehran, or tap.
setup-say-server = Paste here what the Outline installer printed. Your message is taken out of the chat then.
setup-say-plan = A plan says what a key gets and what it costs. Three are ready-made; you only set the price.
setup-say-key = Make a key and try it yourself, before you sell one.
setup-say-representative = A representative sells keys from a menu of their own, and sees only what is theirs. You get a link to send.
setup-say-backup = Make a passphrase, write it down elsewhere, and make a first backup. After that one is made every day.
setup-skip = Skip this
setup-later = Later
setup-all-done = ✅ All done. You find everything again in Settings.

## Short words after a tap

toast-invitation = The link comes as a message to forward.
toast-old-menu = That menu is old. Here is the present one.
toast-sending = On its way.
toast-checking = Checking.
toast-settled = Done.
toast-trying = Trying again.
toast-backup-begun = A backup is being made. You will hear of it.
toast-undone = Put back as it was.
toast-topup = Added { $more }: { $name } has { $quota } now.
toast-reset = The usage of { $name } starts anew.
toast-goes-on = It works again.
toast-goes-on-told = It works again; its customer is told.
toast-stopped-still = It is stopped still: its page says why.
toast-no-plans = Make a plan first.
toast-no-servers = Add a server first.
toast-server-removed = Removed.

## What can’t be done, and what to do

refusal-not-allowed = Your role doesn’t allow that. Ask an owner of the house.
refusal-not-found = There is nothing like that here. It may have been deleted.
refusal-stale = This was changed meanwhile. Here is how it is now.
refusal-wrong-state = That can’t be done at the moment. Here is how it is now.
refusal-undo-over = A change can be undone for one minute, and once. This one stays; change it here again if you like.
refusal-only-looking = You are only looking, as a representative does. Stop viewing to change something.
refusal-suspended = You are suspended: you can look, and change nothing. Please ask the house.
refusal-last-owner = The house needs an owner: this is the last one.
refusal-above = Only owners decide about owners.
refusal-yourself = Nobody decides about their own role. Ask another owner or admin.
refusal-bad-limit = That number can’t be a limit. For example: 25.
refusal-acts-for-one = They act for a representative. Hand the representative over to somebody else first.
refusal-no-invitation = There is no such invitation.
refusal-invitation-used = This invitation was used already. Ask for another one.
refusal-invitation-revoked = This invitation was taken back. Ask for another one.
refusal-invitation-expired = The time of this invitation is over. Ask for another one.
refusal-staff-already = You have a role in this house already, and one is all there is room for. The invitation is still good, for somebody else.
refusal-that-already = You are that already. The invitation is still good, for somebody else.
refusal-key-claimed = This key has its customer already.
refusal-customer-already = You are a customer of theirs already, under another name.
refusal-other-seller = That customer is another seller’s.
refusal-limit-reached = You have as many keys as you may have. Delete one, or ask the house for more.
refusal-no-plan = There is no plan that you may sell. Please ask the house.
refusal-plan-not-theirs = You may not sell that plan. Please choose another one.
refusal-server-not-theirs = You may not sell on that server.
refusal-name-taken = A key of that name is there already. Please take another name.
refusal-bad-name = That name can’t be used. Take 1 to 60 characters.
refusal-no-server = No server takes new keys at the moment. Add one, or resume a paused one.
refusal-server-closed = That server takes no new keys: it is paused or gone. Please choose another one.
refusal-plan-archived = That plan isn’t sold any more. Please choose another one.
refusal-past-end = That day is over. Please choose a later one.
refusal-stopped-by-house = The house suspended this key, so only the house can let it go on. Please ask there.
refusal-server-known = That server is in the house already.
refusal-offer-over = What you pasted isn’t kept any more. Please paste it again.
refusal-bad-price = A price is 0 or more, and 1,000,000,000 at most.

stranger = Hello. This is the office of { $house }, for its own people only. If you belong to them, ask them for an invitation.
stranger-no-owner = Hello. This is the office of { $house }. It has no owner yet. If it is yours, send me the one-time code that the program printed when it started: it is in the program’s log.
stranger-since-restore = Hello. { $house } was set back to an earlier state, and doesn’t know you any more. Please ask who invited you for a new invitation.
invitation-no-good = This link or code doesn’t work, or not any more. Please ask who gave it to you for a new one.
code-wrong = That is not the code. { $left ->
    [0] No more tries this hour; after that you can try again.
    [one] { $left } more try this hour.
   *[other] { $left } more tries this hour.
}
inline-until = until { $date }
inline-no-url = It can’t be used at the moment.
not-understood = I didn’t understand that. Everything is reached from Home.
fault = Something went wrong here. What you did may not have worked; please look, and try again. Reference: { $reference }

## Notices

notice-key-failed = ⚠ The key { $name } could not be made. Nothing is charged.
notice-key-deleted = 🗑 The key { $name } was deleted on its server.
notice-key-remade = 🔁 { $name } has a new access URL. It replaces the earlier one, which may not work any more.
notice-own-remade = 🔁 Your key { $name } is a new one. Please put it into your app in place of the earlier one, which may not work any more.
notice-server-down = 🔴 { $name } doesn’t answer.
notice-server-up = 🟢 { $name } answers again.
notice-differences = ⚠ On { $name } something differs from the house. Waiting for your decision: { $count }
notice-server-rebuilt = ⚠ { $name } answers, but { $count ->
    [one] { $count } key of the house isn’t there any more
   *[other] { $count } keys of the house aren’t there any more
}: the server was set up anew. These keys don’t work until you decide.
notice-rebuilt-made = ✅ { $count ->
    [one] { $count } key was made again on { $name }. It has a new access URL.
   *[other] { $count } keys were made again on { $name }. Each has a new access URL.
} Who sells them gets them in a message, and so do customers who opened a link to theirs.
notice-rebuilt-deleted = 🗑 { $count ->
    [one] { $count } key of { $name } was deleted here.
   *[other] { $count } keys of { $name } were deleted here.
}
notice-rebuilt-silent = { $count ->
    [one] { $count } key there doesn’t work now, so it isn’t sent: send it again once it goes on.
   *[other] { $count } keys there don’t work now, so they aren’t sent: send each again once it goes on.
}
notice-rebuilt-left = { $count ->
    [one] The server refused { $count } key. It is tried again by itself.
   *[other] The server refused { $count } keys. They are tried again by themselves.
}
notice-owner = 🔑 { $name } came in as owner.
notice-handed-away-seller = 🤝 { $to } acts for { $name } now, in your place. { $count ->
    [one] { $count } key
   *[other] { $count } keys
} went with it. If you don’t know why, please ask the house.
notice-handed-away-customer = 🤝 What you held as { $name } is another person’s now: { $count ->
    [one] { $count } key
   *[other] { $count } keys
}. If you don’t know why, please ask who gave it to you.
notice-handed-away-house = 🤝 { $to } owns { $name } now, with { $count ->
    [one] { $count } key
   *[other] { $count } keys
}. You are an admin.
notice-handed-to-seller = 🤝 You act for { $name } now: { $count ->
    [one] { $count } key
   *[other] { $count } keys
}, { $customers ->
    [one] { $customers } customer
   *[other] { $customers } customers
}.
notice-handed-to-customer = 🤝 You are the customer { $name } now: { $count ->
    [one] { $count } key
   *[other] { $count } keys
}.
notice-handed-to-house = 🤝 You own { $name } now: { $count ->
    [one] { $count } key
   *[other] { $count } keys
}.
notice-quota = 📊 { $name } has used { $percent } of its quota: { $used }.
bundle-quota = 📊 { $count ->
    [one] { $count } key is near its quota, or has used it up
   *[other] { $count } keys are near their quota, or have used it up
}
bundle-ending = ⏳ { $count ->
    [one] { $count } key ends soon, or has ended
   *[other] { $count } keys end soon, or have ended
}
bundle-remade = 🔁 { $count } keys have new access URLs
bundle-remade-file = They are in this file, with names and customers. The earlier ones may not work any more.
bundle-remade-linked = { $count ->
    [one] The customer of { $count } of them has opened a link to it, and gets the new one from me.
   *[other] The customers of { $count } of them have opened a link to theirs, and get the new ones from me.
}
notice-ending = ⏳ { $name } ends: { $left } ({ $date }).
notice-ended = ⌛ { $name } has ended ({ $date }) and doesn’t work any more.
notice-stopped = ⏸ { $name } was suspended. It doesn’t work until it is resumed.
notice-stopped-house = ⏸ The house suspended { $name }. It doesn’t work until the house lets it go on. Please ask there if you don’t know why.
notice-own-stopped = ⏸ Your key { $name } was suspended, so it doesn’t work now. Please ask who gave it to you.
notice-on = ▶ { $name } works again.
notice-own-on = ▶ Your key { $name } works again. There is nothing to change in your app.
notice-own-ending = To go on with it, please ask who gave it to you.
bundle-others = … and { $count } more.
bundle-stopped = ⏸ Stopped keys
notice-quota-over = 🪫 { $name } has used up its quota ({ $quota }). The key was stopped.
notice-quota-over-tells = 🪫 { $name } has used up its quota ({ $quota }). The key goes on.
notice-own-quota = 📊 Your key { $name } has used { $percent } of its traffic: { $used }.
notice-own-stops = Once it is used up, the key stops. Whoever gave it to you can give it more.
notice-own-stops-until = Once it is used up, the key stops until { $date }. Whoever gave it to you can give it more before.
notice-own-over = 🪫 The traffic of your key { $name } is used up ({ $quota }), so the key was stopped.
notice-own-over-more = Please ask who gave it to you for more traffic, or for a new key.
notice-own-over-until = It works again on { $date }. Whoever gave it to you can give it more before.
notice-own-over-tells = 🪫 The traffic of your key { $name } is used up ({ $quota }). The key goes on working.
notice-invitation = { $house } invites you: { $what }.
notice-invitation-key = { $house }: your key waits for you. Open it in the bot to see it, and what is left of it.
notice-invitation-link = Open this link:
notice-invitation-code = Send this code to the bot: { $code }
notice-invitation-once = Good once, until { $date }.
notice-joined = ✅ { $name } came in: { $what }
notice-role = 🎓 You have another role in this house now: { $role }
notice-fault = ⚠ Something went wrong. The log has it under { $reference }.
notice-job-stuck = ⚠ This goes on failing: { $what }. It is tried again by itself; see the log for the cause.
job-sync-key = bringing a key’s server into step
job-add-server = adding a server
job-check-server = checking a server
job-rebuilt = dealing with the keys of a server that was set up anew
job-check-servers = checking all servers
job-poll-servers = asking all servers for traffic
job-poll-server = asking a server for traffic
job-tell-endings = telling of keys that end soon
job-look-at-quotas = looking at quotas
job-review-quotas = looking at quotas after a change
job-prune-usage = tidying up old hours of traffic
job-expire-keys = stopping keys whose time is over
job-seal-audit = protecting the audit log
job-sweep = tidying up

## Commands in Telegram’s menu

command-menu = Home
command-newkey = Make a key
command-bulk = Make many keys
command-find = Find a key
command-keys = All keys
command-servers = All servers
command-addserver = Add a server
command-plans = Plans and prices
command-reps = Representatives
command-customers = Customers
command-invite = Invite somebody
command-settings = Settings
command-language = Language, digits, calendar
command-help = Help
command-cancel = Leave a form

# Notices: what comes, where and when
hours-from-until = { $from } – { $until }
problem-hours = I couldn’t read that as two times of the day. For example: 22:00 – 08:00, or: off
problem-percents = Please type up to eight percentages from 1 to 99. For example: <code>80, 90</code>.
settings-notices = 🔔 Notices
notices-title = Notices
notices-how = Tap a kind to switch it off or on. Answers to what you do always come.
notices-quiet = Quiet hours: { $hours }. Only what is urgent comes then: servers, backups, faults.
notices-no-quiet = No quiet hours: notices come at any time.
notices-group-on = The house’s notices also go to its group.
notices-group-off = To send the house’s notices to a group as well, add this bot to it.
notices-button = { $mark } { $name }
notices-quiet-button = 🌙 Quiet hours
notices-test = ✉ Send one to try
notices-group-join = Send them there
notices-group-leave = Stop sending to the group
notice-kind-keys = Keys not made
notice-kind-usage = Usage
notice-kind-ending = Endings
notice-kind-stops = Suspended keys
notice-kind-servers = Servers
notice-kind-differences = Differences
notice-kind-people = People
notice-kind-backups = Backups
notice-kind-faults = Faults
notice-test = This is how a notice looks. They reach you.
notice-group-found = I was added to the group { $title }. Shall the house’s notices go there as well? Everyone in it will read them.
quiet-title = Quiet hours
quiet-off = Off
form-quiet = When don’t you want to be written to? Type two times, such as 22:00 – 08:00, or: off
## Backups

button-backups = 🛟 Backups
button-held = ⏸ Waiting since the restore
home-held = ⏸ The house was restored: messages and work on servers wait for you.
backups-title = 🛟 Backups
backups-last = Last good backup: { $ago }
backups-none-good = No good backup yet
backups-next = Next by itself: { $date }
backups-off = None is made by itself.
backups-no-passphrase = ⚠ No passphrase is set, so no backup is made: it would hold the secret key unprotected.
backups-no-passphrase-how = Make a passphrase here, or set <code>BACKUP_PASSPHRASE</code> on the machine and start the program again.
backups-line = { $mark } { $date } · { $size }
backups-line-bare = { $mark } { $date }
backups-now = 🛟 Back up now
backups-rules = ⚙ When and where
backups-make-passphrase = 🔑 Make a passphrase
backups-new-passphrase = 🔑 New passphrase
backup-open = 🛟 Open
backup-send = 📥 Send me the file
backup-restore = ♻ Restore
backup-delete = 🗑 Delete
backup-house = House: { $house }, program { $version }
backup-counts = People { $people } · servers { $servers } · plans { $plans } · keys { $keys } · sales { $sales }
backup-size = Size: { $size }
backup-state-making = ⏳ Being made
backup-state-good = ✅ Good: read back and proved
backup-state-failed = ⚠ Failed. { $why }
backup-state-offered = 📎 Sent by a person; proved when it is restored
backup-maker-schedule = Made by itself
backup-maker-hand = Made by hand
backup-maker-before-restore = Made before a restore
backup-maker-offered = Not made here
backup-place-folder = this machine
backup-place-chat = chat
backup-copy-good = ✅ { $place }: proved { $date }
backup-copy-unproved = 📎 { $place }: not proved
backup-copy-making = ⏳ { $place }: being put there
backup-copy-failed = ⚠ { $place }: { $why }
backup-copy-gone = 🗑 { $place }: taken away
backup-work-title = Work
backup-work-waiting = ⏳ It begins in a moment.
backup-work-copying = ⏳ 1/4 The house is being copied. It goes on working meanwhile.
backup-work-packing = ⏳ 2/4 Compressed and encrypted: { $percent }
backup-work-storing = ⏳ 3/4 The file is put into its folder.
backup-work-sending = ⏳ 3/4 The file is sent into the chat.
backup-work-fetching = ⏳ The file is fetched.
backup-work-proving = ⏳ 4/4 The file is read back, unpacked and compared.
backup-work-staging = ⏳ The house of then is unpacked and checked beside this one.
backup-work-restarting = ♻ The bot starts again with the restored house. It takes some seconds.
backup-work-made = ✅ The backup is good: it was read back, and everything in it was compared.
backup-work-looked = ✅ This is a backup of a house. Nothing has changed yet.
backup-work-locked = 🔑 It is encrypted with a passphrase that isn’t this house’s.
backup-unlock = 🔑 Type its passphrase
backup-work-sent = ✅ The file is in this chat. It can be read with the passphrase only.
backup-work-nothing-changed = Nothing was changed.
backup-delete-title = Delete this backup?
backup-delete-lost = Its file is deleted everywhere and can’t be brought back. Telegram keeps parts in a chat that are older than two days; without the passphrase nobody can read them.
backup-delete-last = ⚠ It is the only good backup.
backup-delete-yes = 🗑 Delete it
restore-title = Restore from this?
restore-keys-now = Keys now: { $now }, then: { $then }
restore-means = ⚠ The house becomes what it was ({ $ago }). What happened since is gone from it: keys, sales, people, settings.
restore-gone = Since this backup came: { $what }. That would be gone.
restore-gone-comma = { ", " }
restore-gone-invite = Those people would be told to ask for a new invitation.
restore-gone-nothing = Nothing was added since this backup.
restore-gone-people = { $count ->
    [one] { $count } person
   *[other] { $count } people
}
restore-gone-customers = { $count ->
    [one] { $count } customer
   *[other] { $count } customers
}
restore-gone-keys = { $count ->
    [one] { $count } key
   *[other] { $count } keys
}
restore-gone-servers = { $count ->
    [one] { $count } server
   *[other] { $count } servers
}
restore-gone-plans = { $count ->
    [one] { $count } plan
   *[other] { $count } plans
}
restore-first = The house as it is now is backed up first.
restore-after = Afterwards messages and work on servers wait until you let them go. If other copies of this program run on the same database, stop them first.
restore-yes = ♻ Restore
backup-rules-title = When and where
backup-rules-hour = At { $time }, in the house’s time zone
backup-rules-keep = Kept: { $days } daily, { $weeks } weekly, { $months } monthly
backup-rules-last = The last good one is never deleted by itself.
backup-rules-others-chat = The chat is another person’s.
backup-every-day = Daily
backup-every-week = Weekly
backup-every-never = Never
backup-earlier = ‹ 1 hour earlier
backup-later = 1 hour later ›
backup-into-folder = This machine
backup-into-chat = My chat
backup-keep-few = Few
backup-keep-usual = Usual
backup-keep-many = Many
backup-passphrase-title = Passphrase
backup-passphrase-keep = ⚠ Write it down now and keep it apart from this machine. It is shown this once, and this message goes away in five minutes. Without it no backup can be restored elsewhere, and nobody can bring it back. Older backups keep the passphrase that they were made with.
held-title = ⏸ Waiting since the restore
held-nothing = Nothing waits. The house works as usual.
held-since = The house is as it was on { $date }.
held-what = Waiting: { $messages } messages, { $jobs } pieces of work
held-why = Work on servers waits, because the house doesn’t know what happened since: a key that was renewed would be stopped, a deleted one made again.
held-repeat = Messages of then may have been sent already: sent again, people get them twice. Names and numbers that were given since may be given once more.
held-look = Look at the servers first. When work goes on, each is checked, and what differs is shown for you to decide.
held-go-drop = ▶ Go on, drop the messages
held-go-send = ▶ Go on, send the messages
toast-backup-deleted = Deleted.
toast-let-go = The house works again.
confirm-word-restore = restore
confirm-restore = The house becomes what it was on { $date }. What happened since is gone from it.
confirm-passphrase = A new passphrase is made and shown once. Backups that are made from now on can be read with it only.
backup-trouble-no-passphrase = No passphrase is set. Make one here, or set BACKUP_PASSPHRASE on the machine.
backup-trouble-bad-keys = The backup settings on the machine can’t be used.
backup-trouble-wrong-passphrase = It was encrypted with another passphrase. Set that one as BACKUP_PASSPHRASE on the machine and try again.
backup-trouble-foreign = This is no backup of this program.
backup-trouble-damaged = The file is damaged, or its end is missing.
backup-trouble-newer = A newer version of the program made it. Update the program first.
backup-trouble-differs = The file doesn’t hold what it says.
backup-trouble-too-large = Telegram gives a bot no file above 20 MB. Restore it on the machine with “claviger restore FILE”.
backup-trouble-disk-full = The disk is full. Make room, then try again.
backup-trouble-io = The machine refused to read or write a file.
backup-trouble-place = The place refused the file.
backup-trouble-unreachable = The place can’t be reached. It is tried again later.
backup-trouble-gone = The file isn’t there any more.
backup-trouble-database = The database refused. See the log.
backup-trouble-in-use = Another copy of this program uses the database. Stop it first.
backup-trouble-interrupted = The program ended while it was being made.
backup-trouble-other = Something went wrong. See the log.
notice-backup-made = ✅ The backup is good.
notice-backup-failed = ⚠ The backup failed.
notice-backup-failed-chat = ⚠ The backup could not be put into the chat.
notice-backup-failed-folder = ⚠ The backup could not be put into its folder.
notice-backup-work-failed = ⚠ That didn’t work. Nothing was changed.
notice-restored = ♻ The house was restored: it is as it was on { $date }.
job-backup = making a backup
job-backup-watch = looking after backups
job-backup-send = sending a backup
job-backup-look = looking into a file
job-restore = restoring the house
command-backup = Backups

## Many keys

button-many-keys = 🔢 Many keys
button-open-batch = 🔢 Open
key-batch = 🔢 Made together
batch-title = 🔢 { $count ->
    [one] { $count } key
   *[other] { $count } keys
}
batch-names = Names: { $first } … { $last }
batch-name = Name: { $name }
batch-progress = ⏳ { $made } of { $total }
batch-failed = { $count } failed
batch-seconds-left = about { $count } s left
batch-minutes-left = about { $count } min left
batch-away = You needn’t stay here: all access URLs are sent to you when it is done.
batch-stopping = Being stopped: what the server has begun is finished.
batch-stop = ⏹ Stop, and keep what is made
batch-all-made = { $count ->
    [one] ✅ The key was made.
   *[other] ✅ All { $count } keys were made.
}
batch-some-made = { $made ->
    [0] ⚠ None of { $total } keys was made.
   *[other] ✅ { $made } of { $total } keys were made.
}
batch-let-go = { $count ->
    [one] { $count } key was not begun, or was deleted; nothing is charged.
   *[other] { $count } keys were not begun, or were deleted; nothing is charged.
}
batch-cause = { $more ->
    [0] ⚠ Not made ({ $count }): { $names }. { $why }
   *[other] ⚠ Not made ({ $count }): { $names } and { $more } more. { $why }
}
batch-retry = 🔁 Try again ({ $count })
batch-send-file = 📄 Access URLs
batch-send-codes = 🖨 QR pages
batch-column-name = name
batch-column-customer = customer
batch-column-url = access URL
batch-subtitle = { $plan } · { $date }
batch-page = { $page } / { $of }
batch-file-caption = { $count ->
    [one] The access URL of { $count } key.
   *[other] The access URLs of { $count } keys.
}
batch-codes-caption = { $count ->
    [one] The QR code of { $count } key, to be printed.
   *[other] The QR codes of { $count } keys on { $pages ->
        [one] one page
       *[other] { $pages } pages
    }, to be printed.
}
form-many-title = 🔢 Many keys
form-many-ask-server = On which server? All of them are made there.
form-many-ask-names = How many? Tap a number, or type one up to { $most }. They are called { $pattern }; type another pattern with <code>#</code> for the number to change that.
form-many-ask-list = Or send the names: one a line or with commas between, as a message or as a .txt or .csv file.
form-many-ask-count = They are called { $pattern }, such as { $first }. How many? Tap a number, or type one up to { $most }.
form-many-no-number = A number from 1 to { $most }, please. For example: 50
form-many-bad-pattern = A pattern is one name with one run of up to six <code>#</code>. For example: <code>sara-###</code>
form-many-too-many = That makes { $count } names; { $most } is the most at once. Send the others afterwards.
form-many-nothing = I find no name in that. Send one a line. For example: <code>ali, sara, mina</code>
form-many-all-long = The name in line { $line } has more than { $max } characters. Send a shorter one.
form-many-empty = { $count ->
    [one] { $count } empty line was left out.
   *[other] { $count } empty lines were left out.
}
form-many-twice = { $more ->
    [0] Named twice, and made once: { $names }.
   *[other] Named twice, and made once ({ $count }): { $names } and { $more } more.
}
form-many-long = { $count ->
    [one] Left out: the name in line { $line } has more than { $max } characters.
   *[other] Left out: names in { $count } lines, the first in line { $line }, have more than { $max } characters.
}
form-many-taken = { $more ->
    [0] Left out, for keys of these names are there already: { $names }.
   *[other] Left out, for keys of these names are there already ({ $count }): { $names } and { $more } more.
}
form-many-left-out = To mend that, go back and send the list again, or send other names: they are added.
form-many-look-names = { $count } keys: { $names } … { $last }
form-many-look-few = { $count ->
    [one] { $count } key: { $names }
   *[other] { $count } keys: { $names }
}
form-many-look-gets = Each gets: { $quota }, { $life }
form-many-look-total = Price in all: { $total }
form-many-leaves = { $left ->
    [0] After that you have as many keys as you may have.
    [one] After that you may make { $left } key more.
   *[other] After that you may make { $left } keys more.
}
form-many-no-room = ⚠ You may make no more than { $left } keys now. Go back and choose fewer, or ask the house for more.
form-many-create = { $count ->
    [one] ✅ Create { $count } key
   *[other] ✅ Create { $count } keys
}
refusal-room = { $count ->
    [one] You may make no more than { $count } key now. Choose fewer, or ask the house for more.
   *[other] You may make no more than { $count } keys now. Choose fewer, or ask the house for more.
}
refusal-names-taken = Some of these names aren’t free any more. Give the names again.
refusal-batch-size = A batch has from 1 to { $most } keys.
job-bulk = making many keys on a server

## Test keys

button-test-key = 🧪 Test key
key-line-test = 🧪 Test key, not sold
form-test-title = 🧪 Test key
form-test-not-sold = It isn’t sold, and nothing is charged.
form-test-left = Left today: { $left } of { $most }
form-test-none-left = ⚠ Today’s test keys are made. The next one is possible on { $date }.
form-test-name = Type another name to change it.
form-test-quota = How much traffic does a test key have? Tap a button or type it. For example: <code>2 GB</code>
form-test-days = How many days does a test key live? Tap a button or type a number.
form-tests-of-staff = How many test keys may each of the house’s own people make in a day? Tap a button or type a number.
settings-test-keys = 🧪 Test keys
test-keys-title = 🧪 Test keys
test-keys-staff = The house’s own people: { $count } a day each
test-keys-staff-free = The house’s own people: as many as they like
test-keys-staff-edit = 👥 How many a day
test-keys-note = How many a representative may make stands on the representative’s page.
refusal-no-tests = You may make no test keys. Ask the house for some.
refusal-tests-used-up = Today’s test keys are made. The next one is possible on { $date }.
## Adopting what a server has

server-adopt = 📥 Adopt { $count ->
    [one] { $count } key
   *[other] { $count } keys
}
server-adopting = 📥 Go on adopting keys
adding-keys-there = { $count ->
    [one] There is { $count } key on it already. You can take it over; nothing changes for whoever uses it.
   *[other] There are { $count } keys on it already. You can take them over; nothing changes for those who use them.
}
adopt-title = 📥 Adopt keys
adopt-comma = {", "}
adopt-looking = ⏳ Asking the server which keys it has …
adopt-silent = ⚠ The server didn’t say which keys it has.
adopt-none = ✅ There is no key on the server that isn’t the house’s.
adopt-dropped = This was given up. Nothing was taken over.
adopt-found = { $count ->
    [one] { $count } key on the server isn’t the house’s.
   *[other] { $count } keys on the server aren’t the house’s.
}
adopt-facts-nameless = { $count ->
    [one] { $count } without a name
   *[other] { $count } without a name
}
adopt-facts-limited = { $count ->
    [one] { $count } with a limit
   *[other] { $count } with a limit
}
adopt-facts-stopped = { $count ->
    [one] { $count } switched off
   *[other] { $count } switched off
}
adopt-facts-moved = { $count ->
    [one] { $count } used within 30 days
   *[other] { $count } used within 30 days
}
adopt-switched-off = switched off
adopt-moved = { $traffic } in 30 days
adopt-rules = What becomes of them. The first rule that fits a name counts.
adopt-suggestions = Tap what many names have in common to say whose these keys are.
adopt-house = the house
adopt-house-button = 🏢 The house
adopt-each = a customer for each
adopt-held-by = for { $name }
adopt-stays = They stay on the server as they are.
adopt-line-list = 📄 Named in your list: { $count }
adopt-line-rule = { $n }. { $pattern } → { $what }: { $count }
adopt-line-rest = The rest → { $what }: { $count }
adopt-line-rest-stays = The rest stays on the server: { $count }
adopt-suggest = ➕ { $pattern } ({ $count })
adopt-rule-button = ✏ { $n }. { $pattern }
adopt-rest-button = ✏ The rest
adopt-rest = The rest
adopt-pattern = ➕ Another pattern
adopt-list = 📄 Send a list
adopt-unlist = 🗑 Forget the list
adopt-look-ahead = ▶ See what would happen
adopt-again = 🔄 Ask the server again
adopt-drop = 🗑 Give it up
adopt-rule-fits = { $pattern } fits { $count ->
    [one] { $count } key.
   *[other] { $count } keys.
}
adopt-rest-is = { $count ->
    [one] { $count } key that no rule fits.
   *[other] { $count } keys that no rule fits.
}
adopt-some = Such as { $names }
adopt-become = They become: { $what }
adopt-as-it-is = Without a plan they stay as they are: no end, and a limit on the server becomes a quota of each month.
adopt-seller = 🤝 Whose
adopt-seller-ask = Whose are these keys to be?
adopt-plan = 🏷 Plan
adopt-plan-ask = Which plan are they to have?
adopt-plan-care = A plan’s quota and lifetime count from the moment they are taken over. It isn’t counted as a sale.
adopt-plan-none = As they are on the server
adopt-holder = 👤 Customer
adopt-holder-ask = Who holds these keys?
adopt-holder-nobody = Nobody yet
adopt-holder-each = A customer for each
adopt-leave = 🙈 Leave them on the server
adopt-take = 📥 Take them over
adopt-up = ⬆ Earlier
adopt-down = ⬇ Later
adopt-pattern-change = ✏ Pattern
adopt-remove = 🗑 Remove the rule
adopt-outlook-title = What would happen
adopt-outlook = { $count } of { $of } keys are taken over.
adopt-outlook-stays = On the server nothing is renamed and no access URL changes.
adopt-outlook-not-yet = Nothing has been changed yet.
adopt-care-clash = { $count ->
    [one] ✏ { $count } name is taken already: its key gets its number behind it, { $old } → { $new }.
   *[other] ✏ { $count } names are taken already: their keys get their numbers behind them, such as { $old } → { $new }.
}
adopt-care-limit = ⚠ { $name } may have { $places ->
    [0] no more keys
    [one] { $places } more key
   *[other] { $places } more keys
} and would get { $count }; the others stay on the server.
adopt-care-nameless = { $count ->
    [one] ✏ { $count } key has no name and is called after its number there.
   *[other] ✏ { $count } keys have no name and are called after their numbers there.
}
adopt-care-stopped = { $count ->
    [one] ⏸ { $count } key is switched off on the server and becomes a suspended one.
   *[other] ⏸ { $count } keys are switched off on the server and become suspended ones.
}
adopt-care-limits = { $count ->
    [one] 📊 { $count } limit becomes a quota of each month. The server looked at the last 30 days; the house begins anew each month, next on { $date }. What was used within the last 30 days counts as used until then.
   *[other] 📊 { $count } limits become quotas of each month. The server looked at the last 30 days; the house begins anew each month, next on { $date }. What was used within the last 30 days counts as used until then.
}
adopt-care-replaced = { $count ->
    [one] 📊 { $count } limit on the server is replaced by what the plan says.
   *[other] 📊 { $count } limits on the server are replaced by what the plan says.
}
adopt-care-customers = { $count ->
    [one] 👥 { $count } customer is written down.
   *[other] 👥 { $count } customers are written down.
}
adopt-care-over = { $count ->
    [one] ⛔ { $count } key has used up its limit: the server lets nothing through for it now, and it stays stopped until it gets more: { $names }
   *[other] ⛔ { $count } keys have used up their limits: the server lets nothing through for them now, and they stay stopped until they get more: { $names }
}
adopt-care-unknown = { $count ->
    [one] ⚠ { $count } name of the list isn’t among the keys found on this server: { $names }
   *[other] ⚠ { $count } names of the list aren’t among the keys found on this server: { $names }
}
adopt-care-lost = { $count ->
    [one] ⚠ { $count } key is not taken over: { $why }
   *[other] ⚠ { $count } keys are not taken over: { $why }
}
adopt-care-plan = { $count ->
    [one] ⚠ { $name } may not sell the plan { $plan }; { $count } key of theirs gets it all the same.
   *[other] ⚠ { $name } may not sell the plan { $plan }; { $count } keys of theirs get it all the same.
}
adopt-care-server = { $count ->
    [one] ⚠ { $name } may not sell on this server; { $count } key on it becomes theirs all the same.
   *[other] ⚠ { $name } may not sell on this server; { $count } keys on it become theirs all the same.
}
adopt-and-more = { $names } and { $count } more
adopt-go = ✅ Adopt { $count ->
    [one] { $count } key
   *[other] { $count } keys
}
adopt-running = ⏳ Keys are taken over: { $done } of { $of }
adopt-stop = ⏹ Stop
adopt-stopped = { $count ->
    [one] ⏹ Stopped. { $count } key waits.
   *[other] ⏹ Stopped. { $count } keys wait.
}
adopt-go-on = ▶ Go on
adopt-end = ✔ Leave it at that
adopt-result = { $count ->
    [one] ✅ { $count } key is the house’s now.
   *[other] ✅ { $count } keys are the house’s now.
}
adopt-result-left = { $count ->
    [one] { $count } key stays on the server, as you said.
   *[other] { $count } keys stay on the server, as you said.
}
adopt-result-failed = { $count ->
    [one] ⚠ { $count } key was not taken over: { $why } { $names }
   *[other] ⚠ { $count } keys were not taken over: { $why } { $names }
}
adopt-filling = What they moved within the last 30 days is fetched from the server now.
adopt-file = 📄 The list as a file
adopt-fate-limit = its representative has as many keys as they may have.
adopt-fate-no-seller = its representative has left.
adopt-fate-no-plan = its plan isn’t there any more.
adopt-fate-no-customer = its customer isn’t there any more.
adopt-fate-gone = the server doesn’t have it any more.
adopt-fate-ours = the house has it already, or had deleted it.
form-adopt-pattern = What do the names of these keys look like?
form-adopt-pattern-how = A * stands for anything: sara-*, *test*. Capital letters and the kind of digits make no difference.
form-adopt-list = Type or paste a list, or send it as a .csv or .txt file: a key’s name, whose it is, its plan, its customer; one line for each key.
form-adopt-list-example = sara-1,Sara’s shop,50 GB,Mina
    phone-7,,50 GB
    old,Sara’s shop
form-adopt-list-how = What is left empty is the house’s, without a plan, without a customer. Names that aren’t listed go by the rules. The file of what would happen can be changed and sent back; a line with “left” in its last column stays on the server.
form-adopt-list-empty = There is no line in it. An example: sara-1,Sara’s shop,50 GB
form-adopt-list-long = That are more than { $most } names. Please send fewer, and use rules for the rest.
refusal-bad-pattern = That can’t be a pattern. Please type something like sara-*
refusal-pattern-there = There is a rule for that pattern already.
refusal-too-many-rules = There are as many rules as there may be. A list can name any key.
refusal-list = Nothing was taken from the list:
refusal-list-unreadable = Line { $line }: there is no key’s name in it, or it has more than four parts.
refusal-list-seller = Line { $line }: there is no representative called { $name }.
refusal-list-plan = Line { $line }: no plan that is sold is called { $name }.
refusal-list-twice = Line { $line }: { $name } stands in a line before it, with something else.
refusal-list-more = … and { $count } more.
refusal-adopt-nothing = Nothing would be taken over.
notice-adopted = { $count ->
    [one] 📥 { $count } key of { $name } is the house’s now.
   *[other] 📥 { $count } keys of { $name } are the house’s now.
}
notice-adopted-failed = { $count ->
    [one] ⚠ { $count } was not taken over.
   *[other] ⚠ { $count } were not taken over.
}
job-adopt = adopting a server’s keys
