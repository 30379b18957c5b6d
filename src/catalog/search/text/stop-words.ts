/** Words that say nothing about which tool is meant, in a query or in a description. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  `a about above after again all already also although am an and another any anybody anyone anything are aren
  around as at be because been before being below besides between both but by can cannot come could couldn d did
  didn do does doesn doing don done during each either else ever every everyone everything few finally first for
  from further get gets getting given gives giving go goes going gonna got had hadn has hasn have haven having
  he hello help her here hers hey hi him his how however i if in into is isn it its itself just kindly let lets
  like ll m many may maybe me might mine more most much must my myself need needed needs no nor not now of off
  oh ok okay on once one only onto or other others otherwise our ours out over own per perhaps please pls quite
  rather re really s same second shall she should shouldn since so some somebody someone something soon still
  such sure t than thank thanks that the their theirs them themselves then there therefore these they thing
  things third this those though through thus to together too toward under until up upon us use used user users
  uses using ve very via want wanted wants was wasn we well were weren what whatever when whenever where whether
  which while who whole whom whose why will wish with within without won would wouldn yes yet you your yours
  yourself able currently actually basically tool tools`.split(/\s+/),
);

/** Words of politeness and phrasing: they may name what a tool does, but mostly they only wrap the request. */
export const WEAK_WORDS: ReadonlySet<string> = new Set(
  `find show provide list give tell suggest recommend recommendation suggestion help assist assistance information
  info details detail know learn looking look search check see view explain describe understand make take put keep
  bring come back start try ask answer question work working works things thing way ways something specific
  particular certain various different several multiple many some any good best great better new latest recent
  current today tomorrow yesterday tonight morning evening night week month year day days weeks months years
  next last previous first second two three four five six seven eight nine ten hundred interested interesting
  interest love like prefer hope wish curious planning plan trying thinking considering feel feeling
  wondering able possible available relevant important complete full whole entire exact accurate long short big
  large small quick fast easy simple popular top people person someone friend friends family name named called
  related based including include includes contain contains containing regarding concerning offer offers
  options option list lists number numbers total result results results data item items my own`.split(/\s+/),
);
