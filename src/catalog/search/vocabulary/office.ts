/** Work, communication and money: a word and those that mean nearly the same. */
export const OFFICE = `
email: gmail inbox outlook newsletter
message: email text chat dm sms whatsapp
chat: conversation slack discord telegram teams
conversation: thread dialogue
thread: replies topic
channel: room group
meeting: call appointment
voice: audio speech
video: movie clip youtube tiktok
event: meeting calendar occasion appointment conference
calendar: schedule agenda
availability: free slot
task: reminder assignment item work
deadline: due milestone
board: project kanban
sprint: iteration backlog
goal: milestone objective target
priority: importance urgent
author: owner creator writer
contact: person contacts lead
people: person users employees
employee: staff worker employees
coworker: colleague teammate
manager: boss supervisor
company: business firm corporation startup
customer: client user buyer crm
deal: opportunity offer
sales: crm revenue selling
income: revenue earnings salary profit
salary: payroll wage
expense: cost spending
price: cost value rate quote
rate: exchange percentage
charge: fee bill
payment: charge transaction checkout paypal transfer
transaction: transfer tx
account: bank balance wallet
budget: spending finance plan
finance: financial money
tax: taxes vat
accounting: bookkeeping ledger
insurance: policy coverage
stock: share equity ticker inventory
market: exchange stocks trading
investment: invest investing portfolio investor
debt: bond liability loan liabilities
crypto: cryptocurrency coin bitcoin blockchain defi
cryptocurrency: coin bitcoin token
blockchain: chain onchain
opinion: sentiment review feedback
filing: sec report
gdp: economy economic
jobs: unemployment hiring
population: demographics census
government: public state politics
indicator: statistics metric
survey: questionnaire poll
support: helpdesk ticket
advertising: marketing ads
ad: campaign advertisement ads advertising
keyword: seo term tag
audience: followers subscriber
social: media network facebook
post: tweet reddit blog
article: post blog news paper story publication
linkedin: professional profile
news: headlines headline press
paper: publication research arxiv thesis
feed: rss stream
publication: magazine journal
research: study papers investigate academic
academic: scholar scholarly
course: lecture class lesson training
lesson: class tutorial
test: exam quiz
definition: meaning dictionary
language: translation linguistic
note: notes memo
wiki: page knowledge
product: item goods merchandise
shipping: delivery shipment
shop: store ecommerce
vendor: supplier seller
discount: coupon deal promo sale
coupon: voucher promo
job: position vacancy career
candidate: applicant interview
vacation: leave holiday
timesheet: hours worklog
inbox mailbox | outlook forecast | text sms | call phone | phone telephone | appointment booking
free available | slot time | reminder alert | todo checklist | assignment homework | owner assignee
creator influencer | lead prospect | staff personnel | department team | business enterprise
competitor rival | revenue earnings | earnings profit | profit gain | loss deficit | quote citation
citation reference | fee gas | bill invoice | invoice receipt | checkout cart | cart basket | bank banking
balance amount | plan subscription | money cash | wage pay | contract agreement | legal law
lawyer attorney | court case | signature esign | ticker symbol | inventory catalog | exchange currency
portfolio holdings | holdings positions | dividend yield | asset property | coin token | bitcoin btc
ethereum eth | token nft | wallet address | nft collectible | mint create | sentiment mood | mood feeling
currency forex | economy economic | inflation prices | country nation | election vote | questionnaire form
response submission | feedback complaint | helpdesk ticket | marketing campaign | ads advert | seo ranking
term word | tag hashtag | subscriber follower | tweet twitter | twitter x | instagram photo | headline title
bibliography references | patent invention | conference venue | school education | university college
student learner | teacher instructor | quiz trivia | flashcard card | vocabulary words | word dictionary
synonym thesaurus | grammar spelling | notes notion | wikipedia encyclopedia | bookmark saved
attachment file | catalog products | order orders | shipment package | package parcel | store ecommerce
warranty guarantee | resume cv | hiring recruit | skill ability
`;
