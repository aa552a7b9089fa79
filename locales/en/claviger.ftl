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
###   owner, admin, operator   the house's own people
###   representative  who sells keys for the house (never: reseller, agent)
###   customer        who holds a key (never: user, client)
###   invoice         what a representative is asked to pay
###   payment         money that came in
###   suspend, resume stop for a while, and go on (never: block, disable)
###   delete          for good
###   Home            the first screen
###
### Arguments that are strings arrive escaped and isolated; integers can select a plural and show in the reader's digits.

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
problem-traffic = I can't read that as traffic. For example: <code>50 GB</code>, <code>1.5 TB</code> or <code>unlimited</code>.
problem-traffic-too-small = That is too little. For example: <code>500 MB</code>, or <code>unlimited</code> for no limit.
problem-traffic-too-large = That is too much; 1,000 TB is the most. For no limit, type <code>unlimited</code>.
problem-days = I can't read that as a length of time. For example: <code>30 days</code>, <code>2 months</code> (30 days each) or <code>unlimited</code>.
problem-days-too-few = It has to be one day at least. For example: <code>30 days</code>.
problem-days-too-many = { $max ->
    [one] It can be { $max } day at most. For no end, type <code>unlimited</code>.
   *[other] It can be { $max } days at most. For no end, type <code>unlimited</code>.
}
problem-date = I can't read that as a date. For example: <code>31 Dec 2026</code>, <code>30 days</code> or <code>unlimited</code>.
problem-no-such-day = There is no such day in the calendar. For example: <code>31 Dec 2026</code>.
problem-date-past = That day is over. Please choose a later one, for example <code>30 days</code> from now.
problem-date-too-far = That is more than ten years away. For no end, type <code>unlimited</code>.
problem-money = I can't read that as an amount. For example: <code>1,250.50</code>.
problem-money-negative = An amount can't be below zero. For example: <code>12.50</code>.
problem-money-too-large = That amount is too large. For example: <code>1,250.50</code>.
problem-money-too-fine = { $decimals ->
    [0] This currency has no decimals. For example: <code>1,250</code>.
    [one] This currency has { $decimals } decimal at most.
   *[other] This currency has { $decimals } decimals at most. For example: <code>1,250.50</code>.
}
problem-other-currency = The amount has to be in { $currency }. The number alone is enough, for example <code>1,250</code>.
problem-time-zone = I don't know that time zone. Please type a city, for example <code>Tehran</code> or <code>Europe/Berlin</code>.
problem-currency = I don't know that currency. Please type its code, for example <code>EUR</code> or <code>IRR</code>.
