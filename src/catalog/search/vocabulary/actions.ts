/** What tools do: a word and those that mean nearly the same. */
export const ACTIONS = `
create: add new make generate insert register creation creating creator compose draft write build construct
create: produce initialize init setup provision bootstrap start open file raise log submit report spawn
create: launch
add: assign attach link invite invitation sum total install setup stage
generate: produce render build make generation generator synthesize fake mock synthetic dummy
creation: creating creator
write: compose draft author
build: construct produce
start: spawn launch begin initiate resume activate play
open: navigate go visit read
log: record sign
launch: spawn begin initiate open
delete: remove erase destroy drop deletion removal purge clear wipe empty clean discard trash dispose
delete: uninstall forget
remove: detach unlink disconnect unassign exclude revoke
discard: trash dispose
cancel: abort revoke withdraw cancellation
stop: cancel end halt terminate kill shutdown pause suspend
list: enumerate show display all available listing index
show: display present reveal expose
get: fetch retrieve read obtain load return pull lookup find retrieval
retrieve: return download fetch
pull: retrieve return extract parse scrape
find: lookup locate discover query seek
view: show display present see look watch browse inspect
watch: track monitor trace monitoring observe subscribe
browse: explore hunt navigate
inspect: examine review look
search: find explore browse hunt query filter match grep
query: seek filter match ask question
filter: match narrow
ask: question prompt request
answer: ask question prompt reply respond response
reply: respond response
describe: details info information about description explain
details: detail detailed info information
info: metadata properties attributes
explain: description clarify explanation
metadata: properties attributes
check: inspect verify validate test confirm status state scan
review: feedback rating
verify: authenticate certify
validate: validation verification
test: testing tests
confirm: verify authenticate approve accept
status: state health progress
run: test testing tests execute launch start trigger invoke perform execution
update: edit modify change alter upgrade refresh patch adjust revise amend pull
edit: editing editor
refresh: upgrade reload
replace: change set substitute swap overwrite
set: change adjust
switch: change replace set enable disable toggle flip
swap: substitute overwrite trade exchange
rename: retitle name
configure: set assign adjust configuration config settings setup customize personalize
assign: set adjust allocate delegate designate attach link
configuration: settings preferences options
settings: preferences options
allocate: delegate designate
attach: link upload import put connect join attachment
link: connect join
move: relocate transfer migrate shift drag
send: transfer transmit deliver dispatch post message email mail
transmit: transfer deliver dispatch
copy: duplicate clone replicate fork backup snapshot dump
clone: duplicate replicate fork checkout
merge: combine join unify consolidate fuse integrate
combine: concatenate bundle aggregate
join: connect enter
concatenate: bundle aggregate
split: divide separate partition break
divide: quotient division
extract: scrape extraction scraping scraper
parse: extract scrape parser parsing decode read
scrape: crawl scraping scraper
convert: transform translate change conversion converter export format
translate: translation translator interpret
turn: convert enable activate on disable deactivate off rotate orientation
export: format download dump exporting
format: prettify beautify
translation: translator interpret
import: load ingest importing put
upload: import load ingest put uploading push
save: export download dump fetch retrieve store persist keep record write commit
dump: download backup snapshot
store: storage remember memory
backup: archive preserve snapshot
restore: recover revert rollback undo recovery
revert: undo rollback
reset: undo revert rollback clear restart unstage
restart: clear reboot reload
retry: repeat redo again rerun
resume: continue unpause
activate: resume on deactivate
end: terminate kill finish close shut
pause: suspend hold freeze
suspend: hold freeze
complete: finish done finished fill enter
close: finish shut exit quit
enable: activate on allow disable toggle
allow: grant permit
disable: deactivate off block toggle
post: message submit
publish: post submit release deploy unpublish share distribute host
deploy: release host deployment ship
share: invite distribute
notify: alert inform announce notification
alert: inform announce
subscribe: follow register subscription
leave: unsubscribe unfollow exit quit
track: follow trace
monitor: track trace monitoring observe surveillance
capture: record log take grab screenshot snapshot
analyze: analyse assess examine study analysis analytics inspect
evaluate: analyze evaluation assess rate grade score calculate compute count
assess: assessment appraisal
compare: comparison versus difference diff contrast
difference: subtract minus
calculate: compute calculation calculator
count: calculate compute total number amount quantity tally
multiply: times product multiplication
times: product multiplication
predict: estimate forecast approximate prediction predictive projection
forecast: estimate approximate prediction
optimize: improve tune optimization
improve: tune better
enhance: optimize improve tune better enrich
fix: repair solve resolve correct debug
solve: resolve settle solution solver
diagnose: debug troubleshoot diagnosis diagnostic
detect: identify recognize spot detection detector
identify: recognize spot identification
recognize: spot recognition
classify: categorize classification classifier
label: classify categorize tag category mark flag
tag: classify categorize category annotate mark
category: group collection
mark: annotate flag
order: sort purchase buy
rank: sort order ranking leaderboard rerank
arrange: sort order rank organize manage schedule plan book
group: cluster collection
manage: organize administer control handle management
control: administer handle operate
schedule: plan book timetable cron periodic recurring
plan: planning planner
book: plan reserve booking reservation
cron: periodic recurring
reservation: booking reserve
buy: purchase acquire shop
trade: sell exchange trading
approve: accept approval
reject: decline deny refuse accept
decline: deny refuse
login: signin authenticate authentication auth log sign
connect: connection disconnect
enter: type input fill
navigate: go visit browser
press: click tap push key
push: click tap
fill: type input form
choose: select pick option
pick: select option
suggest: recommend propose suggestion recommendation
recommend: propose recommendation recommender
advise: suggest recommend propose advice guidance tip
recommendation: suggestion recommender
advice: guidance tip
help: assist support guide
guide: tutorial howto
learn: teach education study understand
summarize: summary digest summarization summarizer
summary: digest overview abstract
overview: abstract outline
rewrite: rephrase paraphrase
encrypt: decrypt encryption cipher
compress: zip decompress
lock: unlock secure
scale: resize replicas
crop: resize scale trim cut
rotate: orientation renew
draw: paint sketch plot
plot: graph chart
visualize: visualization chart graph plot draw
model: simulate simulation modeling
embed: embedding vector
speak: say talk chat
talk: say chat
crawl: spider crawling
think: reason reasoning thought
remember: recall memorize memory
wait: delay sleep
favorite: star bookmark like
like: bookmark react
react: reaction emoji
vote: upvote poll
comment: review rating reply note remark annotation
extend: expand renew
shorten: abbreviate url
sync: synchronize synchronization
transcribe: transcription transcript dictate
ping: reachable health
redeem: claim coupon
borrow: lend loan
rent: lease rental
recipe: cook bake
register follow | creating creator | compose draft | produce construct | setup install
generation generator | drop drag | deletion removal | trash dispose | withdraw withdrawal | display present
listing index | load ingest | return refund | reveal expose | explore hunt | question prompt
respond response | properties attributes | validation verification | authenticate signin | testing tests
modify modification | editing editor | substitute overwrite | retitle name | preferences options
customize personalize | delegate designate | migrate migration | duplicate replicate | fuse integrate
bundle aggregate | decode encode | transform transformation | conversion converter | translator interpret
download fetch | record recording | archive preserve | snapshot screenshot | rollback undo
execute execution | invoke call | begin initiate | terminate kill | hold freeze | continue unpause
reload reboot | finish finalize | done finished | deactivate off | block ban | toggle flip
deliver dispatch | email mail | release host | invite invitation | inform announce | unsubscribe unfollow
monitoring observe | take grab | analysis analytics | assessment appraisal | compute computation
calculation calculator | total sum | subtract minus | product multiplication | quotient division
average mean | estimate approximate | predictive projection | resolve settle | correct proofread
debug troubleshoot | solution solver | diagnosis diagnostic | detection detector | classification classifier
ranking leaderboard | administer handle | periodic recurring | planning planner | purchase acquire
pay payment | deny refuse | authentication auth | sign signature | logout signout | exit quit | go visit
click tap | type input | scroll swipe | hover mouse | guidance tip | assist support | tutorial howto
teach education | train training | practice exercise | summarization summarizer | outline structure
author blame | rephrase paraphrase | prettify beautify | encryption cipher | encode encoding | hash checksum
install installation | resize replicas | trim cut | paint sketch | chart graph | simulate simulation
listen hear | play playback | stream streaming | scan scanning | spider crawling | scraping scraper
reason reasoning | reflect reflection | recall memorize | delay sleep | ban kick | unblock unban
mute silence | reaction emoji | upvote poll | rating rate | remark annotation | transcription transcript
grant permit | expire expiration | deposit fund | refund reimburse | hire recruit | fire dismiss
stash shelve
`;
