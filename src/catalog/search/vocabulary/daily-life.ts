/** The world outside the office: a word and those that mean nearly the same. */
export const DAILY_LIFE = `
weather: forecast climate temperature meteorological rain snow wind humidity storm sunny
pollution: air aqi
location: place address position coordinates map city
place: venue spot
coordinates: latitude longitude geocode
places: poi attractions
map: maps geographic
route: directions path driving
travel: distance trip tour vacation tourism destination visa
nearby: near around local
restaurant: dining cafe
food: restaurant meal cuisine recipe nutrition grocery
meal: dish recipe dinner lunch breakfast
recipe: dish cooking ingredients
nutrition: diet calories
drink: beverage cocktail
health: diet medical healthcare wellness
trip: journey itinerary vacation holiday ride
traveler: tourist passenger
hotel: accommodation lodging stay
accommodation: lodging stay
apartment: flat rental rent
property: house estate realestate
flight: flights airline plane airport fly
train: rail railway
transit: bus transport transportation
departure: depart leave
car: vehicle auto automobile parking
bike: bicycle cycling
event: ticket concert festival show wedding
show: concert performance series
music: concert song track audio album
movie: film cinema
series: tv episode
actor: cast actress
song: track lyrics
audio: podcast radio sound speech
artist: musician band singer
speech: tts speak voiceover
image: picture photo drawing illustration logo
photo: picture photograph camera
artwork: painting art
video: film footage camera
transcript: captions subtitles
funny: meme joke humor
game: gaming match play sports chess puzzle
player: athlete gamer
league: competition tournament
score: result points
standings: table ranking
fitness: workout exercise gym
workout: exercise training
walking: steps walk
hiking: hike trail outdoor
medical: clinical doctor
medication: medicine drug prescription
condition: disease symptom diagnosis
lab: laboratory blood
child: baby kid children
family: household parent
pet: animal dog cat
animal: wildlife bird
sensor: sensors measurement
horoscope: astrology zodiac
fortune: tarot luck
bible: religion verse
quote: inspiration saying
story: tale narrative
book: novel books library author
books: reading library
historical: history past
chemical: chemistry compound
gene: biology genetic
space: astronomy nasa satellite
power: energy electricity
clothing: fashion clothes apparel outfit
beauty: cosmetics hair
current: today latest live now
upcoming: tomorrow future
latest: recent newest new
popular: trending top
cheap: affordable lowest
error: wrong broken
dangerous: unsafe malicious
temperature thermostat | rain precipitation | storm hurricane | sunrise sunset | tide ocean
earthquake seismic | disaster emergency | latitude longitude | geocode geocoding | maps navigation
navigation directions | distance far | elevation altitude | city town | near close | cafe coffee | bar pub
ingredients ingredient | wine alcohol | grocery supermarket | vegetarian vegan | tour sightseeing
sightseeing attraction | attraction landmark | lodging stay | rental airbnb | house home | home smart
mortgage loan | tenant renter | room bedroom | plane aircraft | airport terminal | subway metro
transport transportation | station stop | arrival arrive | driving drive | ride taxi | bicycle cycling
fuel gas | ev charging | ticket booking | luggage baggage | visa passport | theater theatre | tv television
episode podcast | director filmmaker | playlist songs | voiceover narration | art museum | drawing sketch
avatar profile | logo brand | subtitle caption | gif animation | joke humor | fun entertainment
match fixture | team club | competition tournament | result outcome | season year | sports sport
football soccer | baseball mlb | basketball nba | exercise activity | run running | hike trail | sleep rest
clinical trial | medicine drug | doctor physician | hospital clinic | patient patients | disease illness
symptom diagnosis | treatment therapy | trial study | vital vitals | allergy allergies | surgery procedure
mental psychology | stress anxiety | meditation mindfulness | children kids | plant garden | outdoor nature
park parks | campground camping | light lamp | lights lighting | device appliance | astrology zodiac
inspiration motivation | poem poetry | reading read | fact trivia | facts information | science scientific
physics quantum | protein structure | astronomy stars | stars star | planet planets | gift present
birthday celebration | shoes footwear | cosmetics makeup | name names | date day | today now
yesterday previous | recent last | live realtime | trending hot | top best | big large | largest biggest
small tiny | quick fast | safe secure | private secret | public open | own my
`;
