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
`;
