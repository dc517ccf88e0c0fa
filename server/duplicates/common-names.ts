/**
 * Of how many people one bears a name, for names that are frequent where many of our users live: so that two who are both
 * called John Smith are not taken for one even in a list too short to tell. Rounded, from what statistical offices publish
 * (US Census 2010; UK, German, French, Spanish, Italian, Polish, Dutch and Swedish lists of names).
 */
const families: Record<number, string> = {
  100: 'smith johnson garcia wang li zhang kim lee nguyen',
  150: 'williams brown jones rodriguez martinez gonzalez lopez fernandez sanchez perez muller mueller chen liu singh silva',
  250: `miller davis hernandez wilson anderson thomas taylor moore jackson martin thompson white harris schmidt schneider
    fischer weber andersson johansson karlsson nilsson hansen jensen nielsen johansen olsen rossi russo ferrari nowak
    kowalski wisniewski ivanov smirnov kuznetsov yang huang zhao wu zhou park choi jung santos oliveira souza kumar
    sharma khan ali ahmed mohamed ramirez gomez diaz yilmaz kaya demir`,
  500: `clark lewis robinson walker young allen king wright scott torres hill flores green adams nelson baker hall rivera
    campbell mitchell carter roberts evans hughes edwards wood thomson stewart murphy kelly ryan obrien meyer wagner
    becker schulz hoffmann schafer koch bauer richter klein wolf schroder neumann schwarz zimmermann braun kruger
    bernard dubois durand moreau laurent simon michel lefebvre leroy roux david bertrand petit robert richard ruiz
    jimenez alvarez moreno munoz romero alonso gutierrez esposito bianchi romano colombo ricci marino greco de jong
    vries dejong devries jansen bakker visser janssen eriksson larsson olsson persson svensson gustafsson lindberg
    pedersen andersen kristensen larsen wojcik kowalczyk kaminski lewandowski zielinski szymanski popov sokolov lebedev
    patel shah gupta das pereira costa ferreira rodrigues almeida tanaka suzuki sato watanabe ito tran pham celik`,
}

const givens: Record<number, string> = {
  60: `john david michael maria mohammed muhammad james robert william thomas peter anna daniel jose thomas`,
  120: `richard joseph charles christopher paul mark andrew mary elizabeth sarah jennifer jessica emma laura julia lisa
    andreas stefan christian martin wolfgang klaus michelle marie jean pierre antonio juan carlos luis manuel ana carmen
    francesco marco giuseppe jan piotr andrzej krzysztof katarzyna lars anders erik per karin eva alexander sergei elena
    ali ahmed fatima mehmet mustafa ayse alex chris`,
  250: `george steven stephen edward brian kevin jason matthew gary timothy larry jeffrey frank scott eric patrick jack
    dennis jerry samuel benjamin adam nathan joshua ryan jacob nicholas tyler patricia linda barbara susan dorothy karen
    nancy betty helen sandra donna carol ruth sharon kimberly deborah amy angela melissa rebecca laura amanda stephanie
    nicole rachel emily hannah olivia sophie sophia lucy charlotte grace chloe jurgen hans uwe jorg frank bernd dieter
    ralf markus tobias sebastian florian lukas felix jonas leon sabine petra monika claudia susanne andrea birgit
    martina katrin anja nina nathalie isabelle catherine sylvie francois nicolas philippe alain laurent francisco javier
    miguel angel pablo alejandro isabel pilar giovanni luca alessandro giulia chiara pawel marcin tomasz agnieszka
    malgorzata ewa magdalena sven nils mikael ingrid dmitri ivan olga natalia tatiana irina svetlana`,
}

/** By the name, folded, the share of the people who bear it. */
const sharesOf = (tiers: Record<number, string>) =>
  new Map(
    Object.entries(tiers)
      .flatMap(([of, names]) => names.split(/\s+/).map((name) => [name, 1 / Number(of)] as const))
      .toReversed(),
  )

export const commonFamilies = sharesOf(families)
export const commonGivens = sharesOf(givens)
