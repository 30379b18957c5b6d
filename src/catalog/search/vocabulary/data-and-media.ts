/** Data, science, media and machines at work: a word and those that mean nearly the same. */
export const DATA_AND_MEDIA = `
barcode: ean upc gtin product code
isbn: book
qr: barcode code scan
ocr: handwriting handwritten scanned text recognition extract image
handwriting: handwritten letter ocr
readable: text legible
blur: pixelate obscure
background: wallpaper backdrop
thumbnail: preview image cover
preview: peek sample
cover: thumbnail artwork
watermark: stamp overlay
upscale: resize enlarge resolution
resolution: quality pixels dpi
pixels: resolution image
frame: keyframe still
subtitle: srt caption
dub: voiceover translate
clip: segment excerpt trim
excerpt: fragment snippet passage
quote: passage excerpt
trim: cut shorten crop
mix: blend combine
remix: mix track
beat: tempo rhythm
tempo: bpm
melody: tune music
tune: song melody
band: group artist
gig: concert show
tour: concert dates
venue: location hall theater
exhibition: exhibit gallery museum
exhibit: artwork object museum
gallery: museum exhibition images
sculpture: statue artwork
artwork: object piece
masterpiece: painting artwork
medium: material technique
scene: shot
script: screenplay dialogue
trailer: teaser preview
premiere: release
rating: stars grade score review
grade: mark rating score
mark: grade flag label
marks: grades results
deadline: due date
due: upcoming pending deadline
overdue: late unpaid
pending: open waiting outstanding queued
outstanding: unpaid pending
waiting: pending queue
progress: status percent completion
completed: done finished closed
unfinished: incomplete open pending
unresolved: open active
unread: new unseen
draft: unsent unpublished
archived: old past
old: previous archived past
past: previous history
expired: old invalid
duplicate: double repeated same
missing: absent lost unknown
lost: missing find recover
empty: blank null
blank: empty
invalid: wrong malformed
malformed: invalid
valid: correct ok
correct: right fix valid
exact: precise literal
fuzzy: approximate similar
approximate: rough estimate
maximum: max highest peak top
minimum: min lowest bottom
highest: top max maximum largest
lowest: min minimum smallest cheapest
average: mean avg typical
median: middle percentile
percentile: quantile distribution
deviation: variance spread
correlation: relationship similarity
regression: fit linear
outlier: anomaly
anomaly: outlier unusual abnormal detection
unusual: anomaly odd strange
cluster: segment group
segment: cohort group audience
cohort: segment group
funnel: conversion
conversion: convert rate
churn: retention cancel
retention: churn
engagement: likes interactions
likes: reactions favorites
views: visits impressions traffic
impressions: views reach
visits: traffic sessions pageviews
visitor: visitors traffic audience
pageviews: traffic visits
traffic: visitors analytics
ranking: position standing rank
standing: ranking position table
leader: top first leaderboard
champion: winner
winner: champion
record: best history
sample: example subset preview
example: sample demo usage
demo: example sample
subset: part selection
selection: selected choice
header: title column
footer: bottom
cell: range value
formula: function calculate
pivot: summary table
doughnut: pie donut
donut: pie
gauge: liquid percentage
tree: hierarchy structure nested
hierarchy: tree parent child
parent: ancestor
child: subtask nested
nested: child
subtask: child
mindmap: mind map
timeline: chronology history
gantt: timeline schedule
uml: diagram class
erd: entity relationship diagram schema
schema: erd model definition mapping
mapping: schema field
definition: schema spec
spec: specification openapi definition
specification: spec
swagger: openapi
soap: wsdl
grpc: rpc
rpc: call
payload: body data
body: payload content
status: code state
code: status
timeout: slow hang
retry: rerun
rerun: retry again
flaky: unstable intermittent
unstable: flaky
artifact: output build
output: result log print
print: output log
stdout: output log
stacktrace: trace exception
breakpoint: debug
profiler: profile performance
leak: heap memory breach
breach: leak pwned exposed hack
exposed: public open leaked
pwned: breach
hack: exploit breach
cve: vulnerability
malware: virus trojan
virus: malware infection
fingerprint: hash
sandbox: isolate safe
gateway: proxy router
router: network route
subnet: cidr network
cidr: subnet
bandwidth: throughput traffic
throughput: rate
ping: latency
nameserver: dns
zone: domain dns
record: dns
subdomain: domain
registrar: domain
redirect: forward route
forward: redirect pass
expose: publish tunnel
tunnel: forward expose
rollout: release deployment canary
canary: rollout
blueprint: template
provision: create allocate
allocate: provision reserve
quota: limit allowance
allowance: balance quota
throttle: limit rate slow
autoscale: scale
uptime: availability
heartbeat: health ping
probe: check health
sensor: reading measurement
reading: measurement value
measurement: reading value
gadget: device
appliance: switch plug
plug: outlet switch
switch: plug toggle
bulb: light lamp
lamp: bulb light
blinds: curtain shades cover
curtain: blinds
vacuum: robot clean
robot: automation
alarm: security
scene: mode
mode: setting
dim: brightness
brightness: dim light
color: rgb
battery: charge power
charge: battery
charger: charging
molecule: compound chemical
compound: molecule chemical
reaction: chemical
atom: quantum physics
genome: gene dna
dna: gene sequence
sequence: order chain
species: animal organism
organism: species
fossil: dinosaur
asteroid: space nasa
rocket: launch space
orbit: satellite
galaxy: space star
theorem: proof math
prove: proof
solve: equation
equation: solve polynomial
polynomial: equation
root: sqrt
square: root power
power: exponent
sine: sin trigonometry
cosine: cos trigonometry
radians: degrees angle
angle: degrees
area: surface region
volume: size amount
unit: measurement convert
mass: weight
`;
