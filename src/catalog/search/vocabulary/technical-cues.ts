/** The same as CUES, of requests about software and data. */
export const TECHNICAL_CUES = `
tables schema database : sql query
joins select where : sql query
embeddings vectors nearest : vector search similar
prompt chatgpt gpt claude : ai model text generate
deepthink reason carefully : thinking reasoning
step steps stepwise : sequential thinking plan
remember know knows known : memory knowledge search
forget : delete memory
lives works : memory relation entity
pods nodes deployment replica : kubernetes
docker image registry : container
gpu : machine instance pod
terraform infrastructure : cloud deploy
dns domain subdomain : domain record
certificate expired : ssl domain
cost spending bill : cost usage billing
uptime downtime down : monitor status health incident
latency p95 throughput : metric performance query
logs : log search query
alert oncall pager : incident alert
flag rollout canary : feature flag
ci build failing red : pipeline build job log
flaky intermittent : test
unit coverage : test code
lint style : code check format
vulnerability dependency : package security audit
npm pip pypi crate : package
docs documentation hook hooks : documentation library
react vue angular svelte : component framework documentation
css tailwind : style component
button modal navbar : component ui
figma mockup : design
iphone android app : mobile device app
tap swipe : screen mobile device
install apk : app install device
matrix eigenvalue vector : math linear algebra
integral derivative equation : math calculate
plus minus times divided : math calculate
percent interest : calculate
random dice : number generate
statistics regression : data analysis
wikipedia : encyclopedia article search
define meaning : dictionary word definition
synonym rhyme : word dictionary
quote inspirational : quote
poem story : text generate writing
horoscope zodiac sign : astrology
born birth : astrology date person
tarot fortune : tarot fortune
pet dog cat puppy : pet animal
earthquake tsunami : earthquake
volcano wildfire hurricane flood : disaster alert weather
pollution smog pollen : air quality
flight : travel
train bus tram : transit route schedule
ride taxi uber : transport route
car dealer vehicle : car
electric charging : charging station vehicle
recycle carbon footprint : environment climate emissions
charity donate : donation nonprofit
parcel package mailman : shipment tracking delivery
cottage cabin lodge : accommodation rental stay
warm sunny beach : weather travel destination
away escape : travel trip
weekend : event travel
sleep slept insomnia nap : sleep health
heartbeat pulse steps burned : health fitness activity
selfie skin face acne : image analysis skin
grandma grandmother mother father sister brother wife husband son daughter : family person
school classes lessons semester : course assignment
grades marks gpa : grade course
university professor lecture : course research
stuck puzzled confused : help documentation
programmer programmers developer developers hacker : code github developer
interview leetcode algorithm : coding problem challenge
website homepage blog : web page content
visitors clicks pageviews : analytics traffic
shop store webshop : product order store
buyer buyers shopper : customer order
sold selling sell : sales order product
wages paycheck : payroll salary
overtime hours worked : time entry timesheet
retire retirement pension savings : finance investment
inheritance estate : property legal
visa passport border embassy : travel requirements
suitcase pack packing : travel luggage
roundtrip nonstop layover : flight
economy business class seat : flight booking
check in out : booking hotel
museum exhibition monet picasso rembrandt vermeer gogh : artwork artist museum
song lyrics chorus : music lyrics
billboard hit hits chart : music song chart
stream streamer twitch : stream video
subscriber subscribers channel : channel statistics
thumbnail title description : video
race driver lap f1 formula : race standings results
standings league points : standings team
quarterback touchdown nfl : football team player
dunk nba : basketball player
pokemon pikachu : pokemon
jedi sith tatooine : planet people
hobby hobbies : activity interest
knit sew craft woodworking : craft project
garden flowers plants watering : plant garden
mechanic repair tire engine : car vehicle repair
gasoline diesel petrol : fuel price
electric ev tesla charger : charging station
parking garage : parking
bulb dark dim : light
chilly heating cooling hvac ac : thermostat temperature climate
locked door key : lock device
intruder burglar : security camera alarm
battery charge : device battery status
phone tablet : device mobile
emulator simulator : device
wifi internet connection : network
domain register io com : domain availability
blind screenreader wcag a11y contrast : accessibility test
accessibility seo : audit
keyword rank google : seo search keyword
spam blacklist spf dkim : email dns
certificate https : ssl certificate
leaked breached exposed : breach password email
dependencies outdated npm : package audit
secrets leaked key : credential scan
container image layers : docker
rollback undo : deployment version revert
commit history changes : log diff
regression broke broken : bisect diff issue
spike spikes slow : metrics monitoring
disk space full : disk usage storage
cron nightly hourly daily : schedule job
webhook trigger event : webhook
spreadsheet formula budget : sheet
invoice bill receipt : invoice create
quarter revenue sales : report
audience demographics : audience insights
survey form questionnaire : form response
presentation talk slides : slides presentation
draft essay article blog : text write
rewrite rephrase tone : text rewrite
cite citation footnote : citation reference
summary tldr gist : summarize
keynote webinar recording : video transcript
interview podcast : audio transcript
headline feed feeds : rss news feed
puzzle riddle teaser : puzzle game
dice coin flip lottery : random
countdown timer alarm : timer time
age years old : date calculate
holiday holidays : calendar date
sunrise sunset dusk dawn : sun time
moon eclipse : astronomy
altitude summit peak : elevation
nearest closest : nearby place
zip postal postcode : address location
coordinates latitude longitude : geocode location map
polygon shapefile geojson kml : gis map convert
population gdp : country statistics data
vote senator congress bill : government legislation
crime police : crime incident
lawsuit sue court : case law
medicine tablet drug : drug medication
vaccine virus covid : health disease
allergic allergy : allergy patient
surgery operation : procedure patient
therapist anxious anxiety sad depressed : mental health
calm relax breathe : meditation
vegan gluten keto : diet recipe
`;
