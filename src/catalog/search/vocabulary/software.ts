/** Programs, files, data and machines. One group of words that mean nearly the same per line. */
export const SOFTWARE = `
file document
file files
file path
document doc docs paper
document page
documentation docs manual reference guide
documentation docstring
readme documentation
directory folder
directory path
folder collection
disk drive storage
disk filesystem
filesystem file directory
workspace project
workspace organization
repository repo
repository project codebase
repo git
codebase source code
code source program
code script snippet
snippet gist
script program
program application app
app application
app software
software package program
package library module dependency
library framework sdk
dependency requirement
plugin extension addon
component widget element
component ui
ui interface frontend
ui design
function method procedure
function lambda serverless
function functions
class type
variable value
variable env environment
env environment
parameter argument
branch fork
commit revision
commit changeset
changes diff modifications
diff difference patch
history log
history past previous
history timeline
revision version
version release
release version tag
pr pull
mr merge
issue bug ticket problem
issue defect
ticket case
ticket issue task
bug error defect
error exception failure
error problem fault
exception crash stacktrace
crash failure
failure failed failing
outage incident downtime
incident alert
incident problem
alert alarm warning
alert notification
alerts monitor
log logs logging
log entry
log audit
trace span tracing
metric metrics measurement
metric statistic
performance speed
performance profiling profile
slow performance latency
latency delay
speed velocity
load traffic
traffic visits
test case suite
test unit
coverage tested
lint linter style
lint quality
build compile
build pipeline
compile compilation
pipeline workflow ci
pipeline build
ci pipeline
cd deployment
workflow automation
workflow process
automation automate automatic
automation rule
automation trigger
job task
job run
task todo
cron schedule
queue message
queue topic
webhook callback
webhook event
event trigger
api endpoint
api rest
endpoint route
endpoint url
request http
request response
http request
header headers
url link address
url website
link hyperlink
website site webpage
website web
webpage page
webpage html
page site
site web
web internet online
internet online
domain dns
domain hostname
dns nameserver
dns record
whois registrar
ip address
network connectivity
port ports
firewall security
proxy gateway
certificate ssl tls
ssl https
server host
server machine
server instance
machine vm computer
vm instance virtual
computer pc desktop
instance container
container docker
container pod
image container
pod container
pod kubernetes
kubernetes k8s cluster
k8s kubernetes
kubernetes kubectl
helm chart
cluster node
node server
namespace project
replica replicas
deployment rollout
deployment deploy
cloud aws azure gcp
cloud hosting
aws amazon
s3 bucket
ec2 instance
lambda function
bucket storage
bucket container
blob object
object blob
region location
zone region
cpu processor
memory ram
gpu graphics
process pid
process running
terminal shell console
terminal command
shell bash command
shell cli
console log
command cli
command shell
ssh remote
remote server
sandbox isolated
sandbox container
python script
javascript js
js javascript
ts typescript
sql query
sql database
sql statement
query statement
database db
database sql
database schema
db database
postgres postgresql
postgresql postgres
mysql database
sqlite database
mongo mongodb
mongodb collection
nosql mongodb
redis cache
cache cached
cache key
table tables
table schema
table sheet
schema structure
schema model
column field
column attribute
row record
row line
record entry
record item
record row
field attribute property
property attribute
attribute field
item entry
entry record
entity object
entity node
entity record
relation relationship
relationship link connection
relationship edge
graph network
graph nodes
graph chart
node entity
node vertex
index indices
index search
indices index
document record
collection table
collection set
dataset data
data dataset
data information
data records
csv spreadsheet
csv table
json data
xml data
yaml config
pdf document
word docx
docx word
excel xlsx spreadsheet
xlsx excel
powerpoint pptx slides presentation
pptx powerpoint
presentation slides deck
slide slides
spreadsheet sheet excel
sheet spreadsheet worksheet
cell cells
markdown md
md markdown
html markup
text string
text content
text plain
string text
content text
content body
body content
title name
title heading
name title
name label
id identifier
identifier id
uuid identifier
key token
key apikey
token key
token credential
secret credential password
secret key
credential password
credentials secret
password passcode
password credential
account user
account profile
user account
user member
user person
user profile
profile account
profile bio
member user
member participant
participant attendee
team group
team members
group team
organization company org
organization workspace
org organization
role permission
permission access
permission rights
access permission
access privilege
policy rule
rule policy
rule condition
security vulnerability
security protection
vulnerability cve weakness
vulnerability exploit
vulnerabilities security
exploit attack
attack threat
threat malware
malware virus
phishing malicious
pentest penetration
scan vulnerability
audit compliance
audit log
compliance regulation
auth oauth
auth login
oauth token
session login
session browser
2fa otp
otp code
browser chrome
browser web
browser page
chrome browser
firefox browser
tab page
tab window
window tab
element selector
element button
button element
form input
form survey
input field
dropdown select
screenshot image
screenshot capture
screen display
screen window
cookie cookies
dom html
css style
style styling
theme style
layout design
design mockup
design figma
figma design
prototype mockup
wireframe mockup
icon logo
color colour
font typography
animation motion
mobile phone
mobile device
device phone
device hardware
phone mobile
android mobile
ios iphone
iphone ios
emulator simulator
simulator emulator
gesture swipe
clipboard paste
game unity
scene level
asset file
asset resource
resource asset
resource resources
template blueprint
template boilerplate
boilerplate scaffold
feature flag
flag toggle
experiment ab
variant variation
variation variant
environment stage
staging environment
production live
production prod
prod production
backup copy
snapshot backup
archive zip
zip archive
vector embedding
embedding vector
semantic vector
semantic similarity
similarity similar
similar related
similar alike
related similar
nearest closest
nearest nearby
model llm
llm model
llm ai
ai gpt
ai llm
agent assistant
assistant agent
assistant bot
bot chatbot
chatbot assistant
prompt instruction
instruction prompt
inference prediction
training finetune
knowledge memory
knowledge information
memory knowledge
memory notes
context memory
rag retrieval
notebook jupyter
notebook note
diagram chart
diagram flowchart
diagram mermaid
flowchart diagram
flowchart process
chart graph
chart diagram
chart plot
bar column
pie share
line trend
histogram distribution
scatter correlation
heatmap intensity
dashboard panel
dashboard report
report summary
report document
report analytics
statistics stats
stats statistics
stats numbers
trend trends
trend pattern
pattern regex
regex pattern
date time
time clock
time hour
timestamp time
timezone time
duration length
duration time
interval range
range between
limit quota
limit maximum
quota usage
usage consumption
usage utilization
cost billing
cost spend
billing invoice
capacity size
size length
size dimension
bytes size
version upgrade
changelog release
license licensing
math arithmetic
math calculation
matrix tensor
vector array
equation formula
derivative gradient
integral integration
number numeric
random randomize
currency money
`;
