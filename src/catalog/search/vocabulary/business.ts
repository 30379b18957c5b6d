/** People, companies, shops and money at work: a word and those that mean nearly the same. */
export const BUSINESS = `
headquarters: address location office
office: location workplace
workplace: office work
branch: location store office
outlet: store shop location
hours: opening schedule times
opening: hours open
closed: closing shut
reservation: booking stay order
guest: visitor customer tenant
host: owner landlord
landlord: owner property
tenant: customer organization guest
flat: apartment property
studio: apartment
villa: house property
floor: level story
deposit: payment security
rent: rental monthly price
mortgage: home loan
interest: rate loan
yield: return dividend
return: yield performance
performance: return history
gain: profit increase
drop: fall decrease
rise: increase growth
growth: increase trend
increase: raise grow
decrease: reduce lower
reduce: lower decrease shrink
raise: increase
lower: reduce decrease
volatility: risk
risk: exposure danger
hedge: risk
option: options contract strike
futures: contract
order: trade buy sell
trade: order position
position: holding trade
watchlist: watch follow
quote: latest price
candles: ohlc ohlcv price
ohlc: candles price
chart: candles
bid: offer price
ask: price
spread: bid ask
liquidity: pool volume
pool: liquidity
stake: staking deposit
staking: stake validator
bridge: crosschain transfer
airdrop: tokens
whale: large transaction
ether: eth ethereum
satoshi: bitcoin
ledger: journal entries
journal: diary ledger entries
debit: payment withdrawal
credit: card loan
reimbursement: expense refund
receipt: proof expense
expenses: spending costs
spend: cost expense
spending: expenses cost
paid: payment settled
unpaid: outstanding due open
owed: owe liabilities
owe: liabilities debt balance
worth: value price valuation
valuation: value worth
value: worth price
net: profit total
gross: total
turnover: revenue sales
capital: funding equity
funding: investment raise round
round: funding
acquisition: merger deal
merger: acquisition
shareholder: owner investor
owners: shareholders holders
holder: owner
ceo: executive leader
executive: leadership officer
leadership: executives
founder: ceo
headcount: employees staff size
employees: headcount workforce
workforce: employees
onboard: onboarding invite
onboarding: workflow setup
offboard: deactivate remove
suspend: block disable deactivate
unlock: activate enable
attendance: presence absence
absence: leave
leave: holiday pto absence
pto: leave vacation
off: leave holiday
holiday: public days
shift: schedule roster
roster: schedule team lineup
lineup: team roster
appraisal: performance review
bonus: incentive
incentive: bonus reward
reward: points loyalty
loyalty: points rewards
membership: member subscription plan
donation: donate charity
charity: donation nonprofit
campaign: email newsletter
newsletter: mailing subscribers
mailing: email list
bounce: undelivered
delivered: delivery sent
recipient: receiver to
sender: from author
forward: resend
spam: junk
junk: spam
letter: mail document
postcard: mail letter
stamp: postage
postage: shipping mail
parcel: shipment tracking delivery
package: shipment
track: tracking shipment
tracking: track shipment status
courier: delivery shipping
warehouse: inventory storage
sku: product item
stock: availability quantity
quantity: amount count
basket: cart order
checkout: pay order
wishlist: favorites list
brand: manufacturer company
manufacturer: brand maker
model: version type
size: dimensions
review: stars testimonial
testimonial: review
complain: complaint issue
complaint: issue ticket
escalate: assign priority
resolve: close fix
acknowledge: ack confirm accept
ack: acknowledge
snooze: postpone silence delay
postpone: reschedule delay
reschedule: move update change
silence: mute snooze suppress
suppress: silence ignore
ignore: skip dismiss
dismiss: close ignore
oncall: rotation schedule
urgent: high critical
critical: severe urgent high
severe: critical extreme
severity: priority level
level: severity tier
tier: plan level
upgrade: plan
trial: free test
patent: intellectual property
trademark: brand
clause: term contract
nda: agreement
sue: lawsuit court
lawsuit: court case litigation
judge: court
verdict: ruling opinion
regulation: law rule guidance
guidance: guideline advice
guideline: guidance rules
sanction: blacklist screening
screening: check
blacklist: block deny
whitelist: allow
consent: permission approval
minutes: notes meeting
talk: presentation speech lecture
speech: talk
slides: presentation deck
agenda: topics schedule
attend: join rsvp
rsvp: accept respond
host: organize
webinar: meeting event
participants: attendees members
standup: daily meeting
retrospective: retro sprint
epic: story issue
story: issue item
estimate: points
cycle: sprint iteration
iteration: sprint cycle
roadmap: plan features
feature: request capability
lane: column list
card: task item
pin: highlight location
remark: note comment
mention: tag reference
thread: discussion
discussion: thread topic forum
forum: discussion board
topic: subject category
subject: topic title
announcement: news message
room: channel space
space: workspace room
dm: message private
gif: sticker
sticker: emoji
emoji: reaction
voicemail: call message
fax: send document
dial: call phone
`;
