/** What tools do. One group of words that mean nearly the same per line. */
export const ACTIONS = `
create add new make generate insert register
create creation creating creator
create compose draft write
create build construct produce
create initialize init setup provision bootstrap start
create open file raise log submit report
create spawn launch start
generate produce render build make
generate generation generator
generate synthesize fake mock synthetic dummy
delete remove erase destroy drop
delete deletion removal
delete purge clear wipe empty clean
delete discard trash dispose
delete uninstall
cancel abort revoke withdraw stop
cancel cancellation
remove detach unlink disconnect unassign exclude
list enumerate show display all available
list listing index
get fetch retrieve read obtain load
get retrieve return pull
get lookup find
get retrieval
show display view present
show reveal expose
view see look watch browse inspect
find search lookup locate discover
find query seek
search explore browse hunt
search query filter match
query ask question
ask question prompt answer
answer reply respond response
describe details info information about
describe description explain
details detail detailed info information
info metadata properties attributes
inspect examine check review look
check verify validate test confirm
check status state
validate validation verification
verify authenticate confirm
verify certify
test testing tests run
update edit modify change alter
update upgrade refresh
update patch adjust revise amend
change replace set switch
edit editing editor
modify modification
replace substitute swap overwrite
rename retitle name
set configure assign adjust
configure configuration config settings setup
settings preferences options configuration
customize personalize configure
assign allocate delegate designate
assign attach add link
move relocate transfer migrate shift
move drag
migrate migration
transfer send transmit
copy duplicate clone replicate
copy fork clone
merge combine join unify consolidate
merge fuse integrate
combine concatenate bundle aggregate
split divide separate partition break
extract parse pull scrape
extract extraction
parse parser parsing decode read
convert transform translate change turn
convert conversion converter
convert export format
translate translation translator interpret
transform transformation
import load ingest upload
import importing
export save download dump
export exporting
download fetch save retrieve
upload import attach put
upload uploading
save store persist keep record write
store storage
archive backup preserve
backup snapshot dump copy
restore recover revert rollback undo
restore recovery
undo revert rollback reset
reset clear restart
retry repeat redo again rerun
run execute launch start trigger invoke
run perform
execute execution run
invoke call
start begin launch initiate
start resume activate
stop end halt terminate kill shutdown
stop pause suspend
terminate kill end
pause suspend hold freeze
resume continue unpause
restart reboot reload
reload refresh
finish complete end close finalize
complete done finished
close shut end
enable activate turn on
enable allow
disable deactivate turn off
disable block
enable disable toggle switch
toggle switch flip
activate deactivate
send deliver dispatch transmit
send post message
send email mail
post publish submit
publish release deploy
publish unpublish
share invite
share publish distribute
invite invitation add
notify alert inform announce
notify notification
subscribe follow register
subscribe subscription
unsubscribe unfollow leave
follow track
track monitor trace watch
monitor monitoring observe watch
monitor surveillance
watch subscribe
record log capture
record recording
capture take grab
capture screenshot snapshot
analyze analyse evaluate assess examine study
analyze analysis analytics
analyze inspect
evaluate evaluation assess rate grade score
assess assessment appraisal
compare comparison versus difference diff
compare contrast
calculate compute count evaluate
calculate calculation calculator
compute computation
count total number amount quantity
count tally
sum add total
subtract minus difference
multiply times product multiplication
divide quotient division
average mean
estimate predict forecast approximate
predict prediction forecast
predict predictive projection
optimize improve enhance tune
optimize optimization
improve enhance better
enhance enrich
fix repair solve resolve correct
fix debug
resolve solve settle
solve solution solver
debug diagnose troubleshoot
diagnose diagnosis diagnostic
detect identify recognize spot
detect detection detector
identify identification
recognize recognition
classify categorize label tag
classify classification classifier
label tag category
tag annotate mark
mark flag label
sort order rank arrange
rank ranking leaderboard
filter narrow
group cluster
group category collection
organize arrange manage
manage administer control handle
manage management
control operate
schedule plan book arrange
schedule timetable
schedule cron periodic recurring
plan planning planner
book reserve
book booking reservation
reserve reservation
order purchase buy
buy purchase acquire
buy shop
pay payment
sell trade
trade exchange swap
trade trading
approve accept confirm
approve approval
reject decline deny refuse
accept reject
request ask
login signin authenticate
login authentication auth
login log sign
logout signout
connect link attach join
connect connection
connect disconnect
join enter
leave exit quit
exit quit close
navigate go open visit
navigate browse
open launch
open visit
visit go
click press tap push
press key
type enter input fill
fill enter complete
fill form
scroll swipe
drag drop
hover mouse
select choose pick
choose pick option
suggest recommend advise propose
suggest suggestion recommendation
recommend recommendation recommender
advise advice guidance tip
help assist support
help guide
guide tutorial howto
teach learn education
learn study
learn understand
train training
practice exercise
summarize summary digest
summarize summarization summarizer
summary overview abstract
overview outline
outline structure
explain clarify
explain explanation
write author
write compose
read open
rewrite rephrase paraphrase
correct proofread
format prettify beautify
encrypt decrypt
encrypt encryption cipher
encode decode
encode encoding
compress zip
compress decompress
hash checksum
sign signature
lock unlock
lock secure
install setup add
install installation
deploy release publish host
deploy deployment
deploy ship
scale resize replicas
resize scale crop
crop trim cut
cut trim
rotate orientation turn
draw paint sketch
draw plot
visualize visualization chart graph plot
visualize draw
plot graph chart
simulate simulation model
model modeling
embed embedding
embed vector
rerank rank
speak say talk
talk chat speak
listen hear
play playback
play start
stream streaming
scan scanning
scan check
crawl spider crawling
crawl scrape
scrape scraping scraper extract
grep search
navigate browser
think reason reasoning
think thought
reflect reflection
remember recall memorize
remember memory store
forget delete
wait delay sleep
block ban
unblock unban
ban kick
mute silence
star favorite
favorite bookmark like
like react
react reaction emoji
vote upvote poll
rate rating
review feedback
review rating comment
comment reply
comment note
comment remark annotation
attach attachment
expand extend
shorten abbreviate
shorten url
sync synchronize
sync synchronization
transcribe transcription transcript
dictate transcribe
ping reachable
ping health
health status
status progress
grant permit allow
revoke remove
rotate renew
renew extend
expire expiration
claim redeem
redeem coupon
withdraw withdrawal
deposit fund
borrow lend
borrow loan
return refund
refund reimburse
hire recruit
fire dismiss
rent lease
rent rental
cook recipe
bake recipe
clone checkout
commit save
push upload
pull update
fork copy
stash shelve
stage add
unstage reset
blame author
`;
