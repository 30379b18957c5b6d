/** Programs, files, data and machines: a word and those that mean nearly the same. */
export const SOFTWARE = `
file: files path filesystem directory asset
document: file doc docs paper page record pdf report
docs: doc paper
page: webpage site browser tab
documentation: docs manual reference guide docstring readme
directory: folder path filesystem
collection: folder mongodb set
disk: drive storage filesystem
storage: drive bucket
project: workspace repository codebase namespace
organization: workspace company org
codebase: repository source
code: codebase source script snippet otp
program: code source script application app software package
script: snippet python
app: application software
package: software library module dependency
library: module dependency framework sdk
dependency: module requirement
plugin: extension addon
element: component widget selector button
ui: component interface frontend design
design: layout mockup figma
function: method procedure lambda serverless functions
variable: value env
environment: variable env stage staging
commit: revision changeset
diff: changes modifications difference patch
history: past previous timeline
log: history logs logging entry audit console
version: revision release tag upgrade
release: tag changelog
issue: bug ticket defect task
bug: ticket defect
ticket: case task
problem: issue bug ticket error fault incident
case: test suite
task: job todo
error: bug defect exception failure fault
exception: crash stacktrace
failure: exception crash failed failing
incident: outage downtime alert
alert: alarm warning notification
trace: span tracing
metric: metrics measurement statistic
performance: speed profiling profile slow latency
profile: profiling account user bio
latency: slow delay
traffic: load visits
test: suite unit
lint: linter quality
style: lint linter css styling theme
pipeline: build ci
workflow: pipeline ci process
deployment: cd rollout
automation: workflow automate automatic rule trigger
process: pid running flowchart
rule: policy condition
queue: message topic
webhook: callback event
endpoint: api route
url: endpoint address website
request: http response
link: url address hyperlink relationship connection
website: site webpage
web: website site internet online browser
html: markup dom
dns: domain nameserver
record: dns row entry item entity
network: connectivity graph
security: firewall protection vulnerabilities
ssl: certificate tls https
server: host machine instance node remote
instance: vm virtual ec2
vm: machine computer virtual
computer: machine pc desktop
container: instance docker pod image bucket sandbox
kubernetes: pod k8s cluster kubectl
node: cluster entity vertex
cloud: aws azure gcp hosting
aws: azure gcp amazon
region: location zone
memory: ram knowledge notes context
shell: terminal console bash command cli
command: terminal bash cli
sql: query statement
database: sql db schema mysql sqlite
schema: structure model
mongodb: mongo nosql
cache: redis cached
key: cache token apikey secret
table: tables schema sheet collection csv
sheet: excel worksheet
column: attribute bar
field: column attribute property input
relationship: relation connection edge
index: indices search
data: dataset information records json xml
spreadsheet: csv excel xlsx sheet worksheet
slides: powerpoint pptx presentation deck slide
presentation: powerpoint pptx deck
text: string content plain
title: name heading
identifier: id uuid
token: credential oauth
secret: credential password credentials
user: account member person
team: group members
permission: role access rights
vulnerability: security cve weakness exploit scan
browser: session chrome firefox
form: input survey
mockup: prototype wireframe
mobile: phone device android
device: phone hardware
template: blueprint boilerplate
flag: feature toggle
production: live prod
vector: embedding semantic array
similar: similarity related alike
nearest: closest nearby
assistant: agent bot chatbot
notebook: jupyter note
diagram: chart flowchart mermaid
trend: line trends pattern
report: dashboard summary analytics
stats: statistics numbers
time: date clock hour timestamp timezone duration
range: interval between
limit: quota maximum
usage: quota consumption utilization
cost: billing spend
size: capacity length dimension bytes
math: arithmetic calculation
doc paper | repository repo | repo git | snippet gist | framework sdk | extension addon | component widget
interface frontend | method procedure | lambda serverless | class type | parameter argument | branch fork
changes modifications | difference patch | past previous | pr pull | mr merge | crash stacktrace
failed failing | outage downtime | alarm warning | alerts monitor | logs logging | entry item
audit compliance | span tracing | metrics measurement | speed velocity | coverage tested | build compile
compile compilation | automate automatic | trigger event | job run | api rest | header headers | address ip
site webpage | webpage html | internet online | domain hostname | whois registrar | port ports
proxy gateway | certificate tls | pc desktop | image screenshot | cluster k8s | chart helm
replica replicas | azure gcp | bucket s3 | object blob | cpu processor | gpu graphics | terminal console
remote ssh | sandbox isolated | javascript js | ts typescript | query statement | postgres postgresql
model llm | attribute property | row line | entity object | graph nodes | information knowledge
yaml config | word docx | excel xlsx | powerpoint pptx | cell cells | markdown md | content body
name label | credential password | password passcode | member participant | participant attendee
company org | access privilege | cve weakness | exploit attack | attack threat | threat malware
malware virus | phishing malicious | pentest penetration | compliance regulation | oauth auth
session login | otp 2fa | tab window | window screen | dropdown select | screen display | cookie cookies
icon logo | color colour | font typography | animation motion | ios iphone | emulator simulator
gesture swipe | clipboard paste | game unity | scene level | asset resource | resource resources
boilerplate scaffold | experiment ab | variant variation | archive zip | semantic similarity | llm ai
ai gpt | bot chatbot | prompt instruction | inference prediction | training finetune | rag retrieval
pie share | histogram distribution | scatter correlation | heatmap intensity | dashboard panel
pattern regex | duration length | billing invoice | license licensing | matrix tensor | equation formula
derivative gradient | integral integration | number numeric | random randomize | currency money
`;
