/** Words that mean something else together: the phrase, then what a tool would say. */
export const PHRASES = `
sign in : login
sign me in : login
log in : login
log me in : login
sign up : register create account
sign out : logout
log out : logout
log into : login
sign into : login
set up : create configure setup
look up : search lookup
look for : search find
look into : investigate inspect
find out : search lookup
turn on : enable control
turn off : disable control
switch on : enable control
switch off : disable control
shut down : stop shutdown
take down : stop delete
bring up : start
get rid of : delete remove
throw away : delete
tidy up : clean cleanup
clean up : clean cleanup
write down : note create
note down : note create
jot down : note create
put online : deploy publish
go live : deploy publish
roll back : rollback revert
roll out : deploy rollout
hold on : pause
carry on : resume
keep track : track monitor
keep an eye : monitor watch
how long : duration time
how far : distance
how much : price cost amount
how many : count number
how big : size
how high : elevation height
how tall : height
how fast : speed
how hot : temperature weather
how cold : temperature weather
what time : time timezone
what day : date calendar
right now : current live
at the moment : current
these days : recent latest
up to date : latest update
text me : sms message send
let know : notify message send
tell my : message send notify
get in touch : contact message
reach out : contact message
call back : phone call
to do : task todo
pull request : pull request
merge request : merge request
web page : webpage page
web site : website
phone number : phone contact
real estate : property realestate
air quality : air pollution
step by step : sequential thinking steps
machine learning : model ai training
artificial intelligence : ai
social media : social
credit card : payment card
street view : street view
real time : realtime live
log entry : log
post office : mail shipping
data base : database
file system : filesystem
command line : terminal shell command
open source : repository github
source code : code repository
spread sheet : spreadsheet
time zone : timezone
bank account : account balance
public transport : transit bus train
near me : nearby local
close by : nearby local
who owns : whois owner
who is : profile person
made of : composition
sold out : availability stock
in stock : availability inventory
free time : availability free
e mail : email
wi fi : network wifi
`;
