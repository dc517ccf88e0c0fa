/**
 * Forms of one first name, a name a line; compiled for this project from general knowledge. What can stand for several
 * (as `alex`) is in several lines. Without accents, as names are compared.
 */
const forms = `
  robert bob bobby rob robbie bert roberto robbert
  william bill billy will willy willie liam wilhelm guillaume guillermo guglielmo wim willem
  richard rick ricky dick rich richie ricardo riccardo
  james jim jimmy jamie jaime
  john johnny jack jon johann johannes hans juan giovanni jean ivan jan ian sean
  jonathan jon jonny nathan
  joseph joe joey jose giuseppe josef sepp pepe beppe jozef
  michael mike mick mickey mikey michel miguel michele mikhail misha michal mikael
  thomas tom tommy tomas tommaso tomasz
  charles charlie chuck chas carlos carlo karl carl karel
  edward ed eddie ted teddy ned eduard eduardo edoardo
  edwin ed eddie
  edmund ed eddie ted
  david dave davey dav
  daniel dan danny daniele danilo
  matthew matt matty matthias mathias mateo matteo mathieu mateusz
  andrew andy drew andreas andre andres andrzej andrei anders
  anthony tony antonio anton antoine toni
  nicholas nick nicky nicolas niklas nikolaus klaus nico niccolo nikolai kolya
  christopher chris kit topher christoph cristobal krzysztof christophe
  christian chris cristian krystian
  alexander alex al sandy xander sasha alejandro alessandro aleksander alexandre lex sascha
  alexandra alex sandra sandy sasha alejandra alessandra aleksandra lexi ola
  albert al bert alberto
  alfred al fred alf alfredo
  alan al allan allen alain
  frederick fred freddy freddie friedrich fritz federico fryderyk rick
  francis frank frankie francisco francesco franz paco pancho francois franciszek
  franklin frank
  george georgie georg jorge giorgio jerzy jorg juri yuri georges
  henry harry hank heinrich heinz enrique enrico henri henrik hendrik henk
  harold harry hal
  lawrence larry laurie lorenz lorenzo laurent lars
  leonard leo len lenny leonardo leonhard
  samuel sam sammy
  samantha sam sammy
  benjamin ben benny benji
  stephen steve stevie steven stefan stephan esteban stefano etienne szczepan
  stephanie steph stefanie steffi stefania
  peter pete pedro pietro pierre piotr pjotr petr
  patrick pat paddy patricio
  patricia pat patty tricia trish
  philip phil philipp felipe filippo philippe pip
  paul pablo paolo pavel pawel paulo
  gregory greg gregor gregorio grzegorz
  gerald gerry jerry gerhard gerd gerard gerardo
  jeremy jerry jem
  geoffrey geoff jeff jeffrey gottfried
  ronald ron ronny ronnie
  donald don donny donnie
  kenneth ken kenny
  raymond ray raimund ramon
  timothy tim timmy timo
  theodore ted teddy theo theodor
  walter walt wally walther
  vincent vince vinny vincenzo vicente vincente
  victor vic viktor vittorio
  zachary zach zack zak
  joshua josh
  jacob jake jakob jacques giacomo jakub diego
  isaac ike zac
  nathaniel nathan nat nate
  bernard bernie bernhard bernd bernardo
  eugene gene eugen eugenio
  leslie les
  terence terry terrence
  maximilian max maxi massimiliano
  maxwell max
  sebastian seb basti bastian bas
  wolfgang wolf wolfi
  eric erik erich
  mark marc marcus markus marek marco marcos
  carl karl
  philip phillip
  allison alison ally
  bryan brian
  geoffrey jeffrey
  jeffrey jeff geoff
  catherine kathrine
  lukas lucas luca luke luc lukasz
  simon szymon
  julius jules julio giulio
  claudia klaudia
  yvonne ivonne
  marcel marcello
  ludwig lutz luis louis lewis lou luigi ludovico
  joachim jochen achim joaquin
  manfred manni fredi
  ulrich uli ulli
  ulrike uli ulli ulla
  rudolf rudi rudolph rudy rodolfo
  siegfried sigi siggi
  hubert hubi bert
  tobias tobi toby
  dominik dominic nick domingo domenico dom
  gunther gunter guenter guenther
  jurgen juergen
  jens jan
  karlheinz karl heinz
  hansjurgen hans jurgen
  elizabeth liz lizzie beth betty betsy eliza lisa elisabeth elsa ilse elise isabel elisabetta elzbieta libby bess
  isabella isabel bella izzy isa ysabel isabelle
  katherine kate kathy katie kat cathy catherine kathryn katharina kathrin katja katrin kitty caterina catalina
    katarzyna kasia karin karen ekaterina katya
  margaret maggie meg peggy marge greta margarete margarita margherita malgorzata marguerite gosia daisy
  mary maria marie mia molly polly mitzi maryam miriam masha
  annamaria anna maria
  anne ann anna annie nancy hannah ana anja nina anya annika anita
  susan sue susie suzie suzanne susanne susanna zuzanna susana
  barbara barb babs barbie basia bobbie
  deborah deb debbie debra
  jennifer jen jenny jenn
  jessica jess jessie
  rebecca becky becca reba
  victoria vicky vicki tori viktoria vittoria
  veronica vera ronnie veronika
  pamela pam
  kimberly kim
  christine chris chrissie tina kristin christina kirsten cristina kristina krystyna
  theresa terry tess teresa therese resi
  dorothy dot dottie dolly dorothea dora thea
  eleanor ellie nell nellie nora elena leonore
  helen nell ellen helene elena helena lena jelena
  magdalena lena leni magda madeleine maddie
  caroline carol carrie carolyn karoline carolina karolina caro lina
  charlotte charlie lottie lotte carlotta
  jacqueline jackie
  judith judy jutta giuditta
  martha marty marta
  nicole nicky nikki
  sarah sally sara sadie
  virginia ginny gina
  amanda mandy
  cynthia cindy
  gabriele gabi gabriella gaby gabriela
  gabriel gabe
  josephine jo josie fina josefa josefine giuseppina pepa
  joanna jo joanne johanna giovanna juana hanna asia jana
  angela angie angelika angelica
  brigitte gitte birgit brigida bridget
  ursula uschi ulla
  johanna hanna hanni jo
  friederike rike
  agnieszka aga agnes ines
  tadeusz tadek
  stanislaw staszek stan stanley stanislav
  dmitri dima mitya
  sergei serge seryozha sergio
  vladimir volodya vova wladimir
  nikolai kolya
  tatiana tanya tanja tania
  natalia natasha natalie nathalie
  svetlana sveta
  evgeny zhenya eugene
  mohammed muhammad mohamed mehmet mohammad muhamed
  ahmed ahmad ahmet
  yusuf joseph youssef yousef josef
  ibrahim abraham abe
  francesca franca cesca francisca franziska fran franzi frances fanny francoise
  luis lucho
  ignacio nacho
  guadalupe lupe
  consuelo chelo
  rosario charo
  mercedes merche
  dolores lola
  jesus chuy
  enrique quique kike
  manuel manolo manu emanuel emmanuel
  guillermo memo
  rafael rafa raphael raffaele
  salvatore toto turi salvador
  domenico mimmo
  sophia sophie sofia sofie zofia
  emily emma em emilia
  oliver ollie olli olivier
  olivia liv livvy
  cornelia conny nele
  cornelius cor cees kees
  johannes joop jan hannes
  antonius toon ton
  wilhelmina mina wilma minnie
  hendrika riek
  birgitta gitta britta
  gustav gus gustaf gustavo
  augustus gus august
  abigail abby gail
  beatrice bea trixie beatrix beatriz
  florence flo flora
  gwendolyn gwen
  harriet hattie henrietta
  lillian lily lilly
  lucille lucy lucia luzia
  millicent millie
  penelope penny
  prudence prue
  rosemary rose rosie rosemarie
  roxanne roxy
  valerie val
  winifred winnie
  clifford cliff
  clinton clint
  douglas doug
  desmond des
  dennis denny denis
  ernest ernie ernst ernesto
  herbert herb bert bertie
  irving irv
  jerome jerry
  kurt curt curtis
  mitchell mitch
  norman norm
  oscar oskar
  reginald reg reggie
  roger rodge rudiger
  russell russ
  sidney sid syd
  stuart stu stewart
  sylvester sly
  tobin toby
  wesley wes`

const linesOf = new Map<string, number[]>()
for (const [line, names] of forms
  .trim()
  .split(/\n {2}(?! )/)
  .entries())
  for (const name of names.trim().split(/\s+/)) linesOf.set(name, [...(linesOf.get(name) ?? []), line])

/** The lines in which a first name is; none of most names. */
export const nicknameLines = (name: string): readonly number[] => linesOf.get(name) ?? []

export const isNickname = (one: string, other: string): boolean => {
  const lines = nicknameLines(one)
  return lines.length > 0 && nicknameLines(other).some((line) => lines.includes(line))
}
