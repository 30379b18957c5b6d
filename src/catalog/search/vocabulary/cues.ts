/** What people mention when they mean something else: words of a request, then words of the tools that serve it. */
export const CUES = `
umbrella raincoat jacket sunscreen picnic barbecue : weather forecast
cold warm hot degrees celsius fahrenheit : temperature weather
cloudy rainy sunny snowy windy foggy sunny rain : weather forecast
tonight tomorrow weekend : forecast schedule event
monday tuesday wednesday thursday friday saturday sunday : calendar date schedule event
noon midnight oclock pm am : time calendar schedule
dinner lunch brunch : restaurant recipe calendar
hungry eat starving dish : restaurant recipe food meal
sushi pizza burger pasta taco ramen steak noodles : restaurant recipe food
chicken beef rice vegetables cake soup salad : recipe food ingredient
bake cook fry kitchen : recipe cooking
tasty delicious : recipe restaurant food
wine beer whisky sake : drink wine pairing
paris london berlin tokyo rome madrid york chicago boston bangkok : place city location travel
street avenue road : address map route
driveway highway traffic commute : route directions traffic
kilometers miles meters : distance unit convert
feet pounds ounces inches gallons : unit convert
dollars euros pounds yen usd eur gbp : currency price exchange
tesla apple nvidia microsoft amazon google : company stock
shares nasdaq dow sp500 portfolio : stock market
profitable liabilities owe : balance statement financial
quarterly annual fiscal : financial statement earnings report
btc eth solana dogecoin ethereum bitcoin : crypto coin token price
headline headlines breaking : news
president minister senator parliament : government election politics news
scientist professor academics : research paper author
literature : paper research article publication
peer reviewed preprint : paper research arxiv
doctor dentist hospital : health appointment medical
headache fever pain cough sick ill : symptom medical health
pill dose pills : medication drug
diabetes cancer psoriasis asthma : disease condition medical
pregnant baby toddler : child parenting health
calories protein vitamins : nutrition food
lose fat muscles weight : fitness workout diet
jog jogging marathon sprint : run running activity workout
songs singer album : music
playlist listen : music song
band gig : concert music event
actor actress oscar : movie film
netflix watch binge : movie tv show
documentary sitcom : movie tv show
novel chapter author : book
borrow shelf : library book
kids children toddlers : education game story
homework essay exam : education study writing
grammar typo spelling : text correct proofread
spanish french german italian chinese japanese english portuguese korean russian arabic : language translate translation
foreign : language translate currency
laugh funny hilarious : joke humor
bored : game fun entertainment activity
birthday anniversary wedding : event gift calendar
gift present : product shopping recommendation
shoes dress shirt sneakers : product shopping fashion
laptop headphones camera tv phone : product price device
cheapest bargain affordable budget : price discount product deal
buy purchase shop : product price order cart
groceries : shopping food list
landlord apartment : rental property housing
bedroom house villa condo : property real estate
hotel hostel airbnb room : accommodation stay booking
airport airline plane layover : flight travel
vacation getaway sightseeing honeymoon : travel trip hotel
visit tourist : travel place attraction
hike hiking trail mountains : trail park outdoor
tent camping : campground park
beach sea island : travel place
museum gallery : artwork exhibition
stars moon planet galaxy : astronomy space
chess rating gambit checkmate : chess game player
homer homers inning pitcher : baseball mlb player stats
goal goals goalkeeper : soccer football match
champion summoner : league player match
wallet holdings : balance address
employee onboarding : user account create
fired quit : user delete deactivate suspend
locked lockout forgot : password account unlock reset
teammate teammates colleague : user member team
landing homepage : website page html
online live public : deploy publish host
hosted hosting : deploy server domain
slow sluggish lag : performance trace profile
hang freezing frozen : process performance
crash crashes crashing : error exception issue log
broken fails failing : error log test issue
bug bugs : issue error
users complain : issue error feedback
codebase : repository code
contributors authored blame : commit author
typo : edit update replace
conflicts conflict : merge rebase
tarball archive : file compress
screenshot picture : image capture
photo selfie : image camera
draw sketch logo : image generate diagram
painting portrait illustration wallpaper : image generate
cartoon anime : image generate
pie bar line scatter histogram : chart
visual picture visualise visually : chart diagram image generate
proportion share percentage breakdown : pie chart
monthly yearly over : trend line chart
mindmap brainstorm : mind map diagram ideas
hierarchy : tree organization structure
timeline gantt : chart project
spreadsheet csv xlsx : sheet excel table
rows columns : table sheet record
pdf docx pptx : document file convert
scanned : ocr text image
narrate pronounce aloud : speech voice audio
record microphone : audio voice
captions subtitles : transcript video
transcript : video audio transcribe
lecture talk ted : video transcript
clip trailer footage : video
tweet retweet : twitter post
followers influencer viral : social media profile
hashtag : social media post
linkedin recruiter : profile job
job salary resume career interview : job
hire hiring : job candidate recruit
invoice overdue unpaid : invoice payment accounting
tax deduction : tax finance
charge card visa mastercard : payment
mortgage interest loan : finance calculator rate
legal sue contract lawyer : law legal document
sign signature : contract document
meeting invite attendees : calendar event
remind reminder forget : reminder task
agenda : calendar event meeting
todo chores errands : task list
inbox unread newsletters spam : email message search
reply forward : email message send
cc bcc : email send
announce broadcast : message post send
channel dm ping : message chat send
thermostat lamp bulb lights : device control home
door garage : lock device
living bedroom kitchen : room device home
sensor humidity : temperature measurement
gps coordinates : location latitude longitude
password leaked : security breach
hacked malware suspicious : security threat scan
suspicious link : url safety phishing
vulnerable weakness exploit : vulnerability scan security
ports open host : network scan
ip : network address lookup
website url http https www com : url web page
browse surf : browser web navigate
click button form : browser page element
login password username : form browser auth
scrape crawl : web page extract
homepage pricing competitor : website page scrape
rival competitor : company competitor research
startup founder funding : company investor
cto ceo executive : company person employee profile
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
