"""Words for looking for names: first names that are common in many boroughs, and words that often begin a sentence."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Those that are ordinary words too are left out. Grace, say, is asked about at the beginning of a sentence only where
# she does something ("Grace said"), has an age or owns something; Will and Hope stand among the words that often begin
# a sentence, and are never asked about there. Inside a sentence their capital gives them away, but not May, a month.
FIRST_NAMES = _words(
    """
    aaron abbas abdul abdullah abigail abu adam adnan adrian agnes agnieszka ahmad ahmed aidan aisha aishah akua
    alan alana alastair albert aleksandra alex alexander alexandra alfie ali alice alicja alina alison amal amara
    amelia amina aminata amir amira amit amy anas andrea andrew andrzej angela anil anisa anita ann anna anne annie
    anthony antonio anya archie arjun arthur asha ashley asif asma ava ayaan ayesha ayub barbara bartek ben benjamin
    bethany bilal billy brandon brian bridget callum cameron carl carol caroline catherine chantelle charles charlie
    charlotte chidi chinedu chloe chris christine christopher ciara claire clara colin connor craig daisy dan daniel
    danielle danuta darren dave david dawid deborah declan deepa denise dennis derek diana divya dominic donna
    dorota dylan eddie edward efua eileen elaine eleanor elena eli elijah elizabeth ella ellie emeka emily emma eric
    erin ethan eva evan evie ewa fahad faisal farah farhan farida farooq fatima fatma femi finley fiona folake
    francis frederick gareth gary gemma geoff george georgia gill gita gosia graham grzegorz habib hafsa halima
    hamza hanna hannah haroon harriet harry hasan hassan hawa hayley heather helen henry hina holly hussain hussein
    ian ibrahim idris ifeoma imani imran iqra irena iris isaac isabella isla ismail iwona jack jacob jade jake jakub
    jamal james jamie jamila jan jane janet jasmine jason jay jayden jean jennifer jenny jerzy jess jessica jim joan
    joanna joanne joe joel john jonathan jordan jose joseph josh joshua julia julie justyna kabir kamal kamil kareem
    karen karol kasia katarzyna kate katie kayla keith kelly ken kenneth kevin khadija khalid kieran kim kofi
    krystyna krzysztof kunle kwame kyle laila lakshmi latifa laura lauren layla leah leanne lee leila leo lewis liam
    libby lily linda lisa logan louis louise luca lucas lucy lukasz luke lydia maciej magda maggie mahmoud
    malgorzata malik marcin marcus margaret maria mariam marie marta martin martyna mary maryam mateusz matt matthew
    maureen max maya meera megan mehmet melissa mia michael michal michelle miguel mike mina mohamed mohammad
    mohammed mohsin molly monika musa mustafa nadia naomi natalia natalie natasha nathan neil nia niamh nicholas
    nicola nicole nigel nikita nisha noah noor nora nuala obi oliver olivia olu oluwaseun omar oscar osman owen
    pamela patricia patrick paul pauline pawel penny peter philip phoebe piotr pooja poppy priya rachel rahim rahul
    raj rajesh ravi raymond rebecca renee rhys richard rita robert robin roger rohan ronald rosie ruby rukhsana ruth
    ryan saba sabina sadia saeed safiya saima saira salim sally salma sam samantha samina samir samira samuel sana
    sandra sanjay sara sarah sean sebastian selina shabana shabnam shahid shannon sharon shaun sheila shreya siddiq
    simon simone sinead siobhan slawomir sofia sonia sophia sophie stanislaw stefan stephanie stephen steve steven
    stuart sue sumaya sunita suresh susan syed tahir tamara tanya tariq taylor temi teresa terry theo theresa thomas
    tia tim timothy tina toby tola tom tomasz tony tracey tracy tunde tyler umar usman valerie vanessa vera victoria
    vijay vikram wanda wayne wendy wiktoria wojciech yasmin yaw yosef yusuf zac zahra zainab zara zeinab zoe zofia
    zuzanna
    """
)
# What begins a sentence although no one is called so. Plurals and words in -ing, -tion and the like need no mention.
SENTENCE_WORDS = _words(
    """
    a about above access actually add advice after afterwards again age agree aim all allow almost along
    already also although always an and another any anybody anyone anything arrange art as ask at atmosphere
    attendance aunt auntie autumn avoid baby back because bedroom before begin behind being belonging best
    better between body book both boy breakfast bring brother build building bus but buy by call calm camera
    can care carer carry cash celebrate centre chair change charity child childcare childhood children choice
    clear clinic clock club coffee collect college colour come comfort communication community confidence
    contact control corridor could council counsellor court cousin create culture cut dad daddy data daughter
    decide decor deliver design dinner discuss distress do doctor does done door down draw driver drop during
    each early eight either else empathy enough ensure environment equality equipment especially even evening
    ever every everybody everyone everything evidence experience explain explore extend faith family father
    fear feedback few finally find fire first five fix follow food for former foster four friend from front
    full fun funding furniture gather gender get girl give given go god good grandad grandfather grandma
    grandmother great group guard half hall hardly have he head headteacher health hearing heat help her here
    hers him his history hold home honesty hope hospital hour house housing how however husband i identify if
    immediately improve in include inclusion increase indeed information inside instead into introduce invest
    invite involve it its job join joy just keep kid kindness kitchen lack language last later lead leader
    leadership learn learning least leave less let library life light like link listen listening little look
    lots love lunch lunchtime made maintain making mama man manager many maybe me medicine meet meeting men
    midwife money monitor month more morning most mother move much mum mummy music my myself name nan near
    nearly neighbour neither never new next night nine no nobody noise none nor not nothing notice now nurse
    nursery of off offer office often oh ok okay old older on once one only open or order organise other others
    otherwise our ours out outside over papa paper parent parking part partly partner patience pay peer pen
    people perhaps person phone pilot place plan play playground please point police policy post power practice
    praise preparation prepare present pressure print privacy produce progress project promote provide publish
    pupil put quiet quite raise rather reach read recently reception receptionist record recovery recruit
    reduce relationship remind remove repeat replace report reserve resident respect response rest review
    revise right risk room routine run safeguarding safety same say school seat secondary security see seek
    self send service session set seven several shame she short should show sign signage simply since sister
    sit six sleep slow smell so social softly some somebody someone something sometimes son soon sorry sound
    space speak speech split spread spring staff stage start step stepdad stepmum still stop story stress
    strong student such suddenly summer supervisor support sure swap swimming system take talk tea teach
    teacher team teenager telephone tell ten test text thank thanks that the their theirs them themselves then
    there therefore these they thing think this those though three through throughout time timetable to today
    toddler together toilet tomorrow tonight too touch town track train training translate transport trauma
    treatment trust trustee truth try turn twice two uncle under understanding unfortunately until up update us
    use usually very village visit visitor voice volunteer wait walk was water way we weather week welcome well
    were what whatever when whenever where wherever whether which while who whoever whose why widen wife will
    winter with within without woman women work worker workforce world would wow write yes yesterday yet you
    young your yours yourself youth
    """
)
NOT_NAMES_ENDING = tuple(
    _words("able ance body ees ence ents ers ety ful ians ible ing ists ity less ly ment ness ors ship sion thing tion")
)
# What a person is the subject of.
PERSON_DOES = _words(
    """
    added adds agreed agrees arrived asked asks attended attends believed believes came comes cried cries described
    describes didn't didn’t doesn't doesn’t enjoyed enjoys explained explains feels felt finds found gave gets gives
    goes got had hadn't hadn’t has hasn't hasn’t hated hates heard hears helped helps is isn't isn’t knew knows
    laughed leaves left liked likes lived lives loved loves mentioned mentions needed needs preferred prefers
    remembered remembers said saw say says sees shared shares smiled speaks spoke suggested suggests takes talked
    talks tells thinks thought told took wanted wants was wasn't wasn’t went who worked works worried worries writes
    wrote
    """
)
