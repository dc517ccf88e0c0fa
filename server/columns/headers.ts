/**
 * How the columns of contact lists are called: by Google Contacts, Outlook, HubSpot, Salesforce, Thunderbird, Apple, and
 * by people in ten languages. Data alone; `recognise.ts` reads it. Names stand between bars, their case, accents, blanks
 * and punctuation do not matter.
 */

/** Properties with one value. */
export const singleHeaders: Record<string, string> = {
  NamePrefix: `name prefix|prefix|salutation|honorific|anrede|civilité|tratamiento|trattamento|tratamento|aanhef|
    zwrot grzecznościowy|敬称|称谓|稱謂|titel anrede|anrede titel|akademischer titel|akad titel|akademischer grad|
    titre de civilité|courtesy title`,
  FirstName: `first name|first|given name|given|fname|given names|first names|forename|christian name|vorname|
    vornamen|prénom|prénoms|primer nombre|nombre de pila|nombres|primeiro nome|nome próprio|voornaam|voornamen|imiona|
    imię|名|名字`,
  MiddleName: `middle name|middle|additional name|second name|zweiter vorname|weitere vornamen|deuxième prénom|
    segundo nombre|secondo nome|nome do meio|tweede voornaam|tussenvoegsel|tussenvoegsels|middelste naam|drugie imię|
    ミドルネーム|中间名`,
  LastName: `last name|last|family name|surname|lname|surnames|last names|nachname|familienname|zuname|nom de famille|
    apellido|apellidos|primer apellido|segundo apellido|apellido paterno|apellido materno|nome de família|
    geslachtsnaam|cognome|sobrenome|apelido|último nome|achternaam|familienaam|nazwisko|姓|姓氏|苗字`,
  NameSuffix: `name suffix|suffix|namenszusatz|suffixe|sufijo|suffisso|sufixo|achtervoegsel|przyrostek|sufiks|后缀`,
  Nickname: `nickname|nick|alias|spitzname|rufname|surnom|apodo|alcunha|soprannome|bijnaam|pseudonim|ニックネーム|昵称|暱稱`,
  PhoneticFirstName: `phonetic first name|given name yomi|yomi first name|first name yomi|名フリガナ|名カナ|メイ|名ふりがな`,
  PhoneticLastName: `phonetic last name|family name yomi|yomi last name|last name yomi|姓フリガナ|姓カナ|セイ|姓ふりがな`,
  OrganizationName: `organization name|organization|organisation|company|company name|associated company|employer|
    account name|business name|firma|firmenname|unternehmen|société|entreprise|organisme|nom de l'entreprise|empresa|
    compañía|organización|organizzazione|azienda|ditta|società|ragione sociale|organização|companhia|nome da empresa|
    bedrijf|bedrijfsnaam|organisatie|nazwa firmy|organizacja|przedsiębiorstwo|会社|会社名|勤務先|法人名|公司|公司名称|
    nombre de la empresa|nombre empresa|razón social|razão social|raison sociale|nom de la société|nom société|
    nom entreprise|nome azienda|org|company organization|arbeitgeber|employeur|werkgever|pracodawca|datore di lavoro|
    firma organisation|公司名稱|单位|單位|組織`,
  JobTitle: `job title|organization title|position|occupation|profession|role|job|funktion|beruf|berufsbezeichnung|
    stellenbezeichnung|poste|fonction|intitulé du poste|cargo|puesto|profesión|ocupación|puesto de trabajo|posizione|
    qualifica|mansione|ruolo|professione|função|profissão|ocupação|functie|functietitel|beroep|stanowisko|zawód|役職|肩書|
    職業|职位|职务|職稱|職位`,
  Department: `department|organization department|dept|abteilung|service|département|departamento|reparto|
    dipartimento|afdeling|dział|部署|部門|部门`,
  Notes: `notes|note|comments|comment|remarks|description|notizen|notiz|bemerkung|bemerkungen|anmerkung|anmerkungen|
    kommentar|commentaires|remarques|notas|comentarios|observaciones|annotazioni|commenti|observações|comentários|
    notities|opmerkingen|notatki|uwagi|备注|附注|備註|備考|メモ`,
  Status: 'status|lead status|contact status|lifecycle stage|stage|statut|ステータス|状态|狀態',
  Unsubscribed: `unsubscribed|unsubscribed from all email|opted out|opt out|email opt out|has opted out of email|
    abgemeldet|désinscrit|désabonné|dado de baja|disiscritto|descadastrado|afgemeld|wypisany|配信停止|已退订`,
  ContactTypes: 'contact types|contact type',
  Labels: `labels|label|tags|tag|categories|category|group membership|groups|group|kategorien|kategorie|schlagwörter|
    gruppen|gruppe|étiquettes|catégories|catégorie|groupes|etiquetas|categorías|categoría|grupos|etichette|categoria|
    gruppi|marcadores|categorieën|groepen|etykiety|grupy|ラベル|分類|タグ|グループ|标签|標籤|分组|群组`,
  RecordType: 'record type',
  DisplayName: `full name|display name|contact name|vollständiger name|anzeigename|nom complet|nom d'affichage|
    nombre completo|nombre y apellidos|nome completo|nome e cognome|vor und nachname|vorname nachname|name vorname|
    nachname vorname|vorname name|vorname und nachname|nachname und vorname|nom prénom|nom et prénom|prénom nom|
    prénom et nom|nombre apellidos|nombre apellido|apellidos y nombre|apellidos nombre|nome cognome|cognome nome|
    cognome e nome|nome e sobrenome|imię nazwisko|nazwisko imię|nazwisko i imię|voor en achternaam|
    voornaam achternaam|volledige naam|weergavenaam|imię i nazwisko|nazwa wyświetlana|name surname|
    first and last name|氏名|名前|お名前|姓名|全名|联系人|聯絡人`,
}

/** What is a family name beside a given one, else a whole name. */
export const nameHeaders = 'name|nom|naam|nazwa'

/** What is a given name beside a family one, else a whole name. */
export const givenNameHeaders = 'nome|nombre'

/** What stands before a name where there is a job title or a suffix too, else is the job title. */
export const titleHeaders = 'title|titel|titre|titolo|título|tytuł'

/** The words of titles: a `Title` whose cells are made of them stands before a name. */
export const titleWords = `mr|mrs|ms|miss|mx|sir|madam|dame|lady|lord|rev|dr|drs|doctor|prof|professor|phd|ph|d|msc|
  bsc|ba|ma|mba|b|m|sc|a|herr|hr|frau|fr|fräulein|doktor|med|dent|vet|phil|rer|nat|pol|oec|jur|iur|theol|h|c|hc|habil|
  pd|priv|doz|dipl|ing|kfm|kffr|inf|psych|wirtsch|mag|magister|fh|tu|univ|monsieur|madame|mademoiselle|mme|mmes|mm|
  mlle|me|maître|docteur|pr|professeur|sr|sra|srta|señor|señora|señorita|don|doña|dña|lic|dra|profesor|profesora|sig|
  signor|signore|signora|signorina|dott|ssa|dottor|dottore|dottoressa|avv|arch|geom|rag|senhor|senhora|exmo|exma|eng|
  profa|dhr|heer|mevr|mevrouw|mw|ir|pan|pani|państwo|mgr|inż|lek|hab|様|さん|殿|先生|氏|女士|小姐|博士|教授`

/** What is the number of the house beside a street. */
export const numberHeaders = 'nr|no|n|num|numer|numéro|número|numero'

/** Properties with one value that two columns fill together. */
export const joinedHeaders = 'segundo apellido|apellido materno'

/** Parts of items without a label of their own. */
export const partHeaders: Record<string, string> = {
  'Emails.Value': `email|emails|email address|email addresses|mail|mail address|mailadresse|email adresse|
    adresse email|adresse mail|adresse électronique|courriel|adresse de messagerie|messagerie|adresse courriel|
    adresse de courriel|correo|correo electrónico|correo e|dirección del correo electrónico|dirección de correo|
    dirección email|dirección de correo electrónico|indirizzo email|indirizzo di posta elettronica|
    indirizzo posta elettronica|indirizzo mail|posta elettronica|endereço de email|correio eletrónico|
    endereço de correio eletrónico|endereço eletrónico|correio eletrônico|emailadres|adres email|poczta elektroniczna|
    adres poczty elektronicznej|mailadres|メール|メールアドレス|eメール|电子邮件|电子邮箱|电子邮件地址|邮箱地址|邮箱|邮件|电邮|電子郵件|電郵|郵箱`,
  'Phones.Value': `phone|phones|phone number|phone numbers|telephone|telephone number|phone no|tel no|landline|
    telephone no|tel|telefon|telefonnummer|tel nr|telefon nr|telnr|tel nummer|telefonnr|fon|festnetz|festnetznummer|
    telefon festnetz|rufnummer|téléphone|numéro de téléphone|n de téléphone|no de téléphone|n téléphone|n tél|
    numéro téléphone|fixe|téléphone fixe|tél fixe|teléfono|número de teléfono|no de teléfono|n teléfono|núm teléfono|
    teléfono fijo|fijo|telefono|numero di telefono|n telefono|num telefono|numero telefono|tel fisso|telefono fisso|
    telefone|número de telefone|telefoon|telefoonnummer|telefone fixo|telefoonnr|telefoon vast|vaste telefoon|
    numer telefonu|nr telefonu|nr tel|numer tel|telefon stacjonarny|電話|電話番号|电话|电话号码|联系电话|電話號碼`,
  'Addresses.Street': `street|street address|address|address 1|address line 1|street 1|street and number|
    street and house number|street name|street number and name|straße|strasse|str|straße nr|straße no|straße hausnr|
    straße hausnummer|straße u nr|straße und nr|straße u hausnr|straße und hausnr|straße u hausnummer|
    straße und hausnummer|straßenname|straßenadresse|str nr|str und nr|str hausnr|str u hausnr|anschrift|adresse|rue|
    rue et numéro|numéro et rue|n et rue|rue et n|numéro et nom de rue|nom de rue|voie|adresse postale|adresse 1|
    adresse ligne 1|dirección|calle|calle y número|calle y n|calle número|calle núm|dirección 1|dirección postal|
    domicilio|indirizzo|via|via e numero|via e numero civico|via e n civico|via n|via numero|via e civico|
    via numero civico|indirizzo e numero civico|indirizzo 1|endereço|rua|rua e número|rua número|rua n|endereço 1|
    morada|logradouro|adres|straat|straat en huisnummer|straat huisnummer|straat nr|straat en nr|straat en nummer|
    straat nummer|straatnaam|ulica|ul|ulica i numer|ulica i nr|ulica i numer domu|ulica i nr domu|ulica nr|
    ulica nr domu|ulica numer domu|住所|住址|地址|街道|详细地址|通讯地址|联系地址`,
  'Addresses.HouseNumber': `house number|house no|street number|street no|building number|hausnummer|hausnr|haus nr|
    hsnr|hnr|numéro de rue|numéro de voie|n de rue|n rue|número de casa|número exterior|num ext|numero civico|civico|
    n civico|número da casa|número de porta|huisnummer|huisnr|huis nr|nr domu|numer domu|numer budynku|番地|门牌号|門牌號`,
  'Addresses.HouseAddition': `hausnummernzusatz|hausnummerzusatz|hausnummer zusatz|hausnr zusatz|huisnummertoevoeging|
    huisnummer toevoeging|toevoeging|huisletter`,
  'Addresses.ExtendedAddress': `address 2|address line 2|address line 3|address 3|street 2|street 3|straße 2|straße 3|
    rue 2|rue 3|calle 2|calle 3|via 2|via 3|rua 2|rua 3|straat 2|straat 3|ulica 2|ulica 3|adresse 2|adresse 3|
    adresse ligne 2|dirección 2|indirizzo 2|endereço 2|extended address|apartment|suite|po box|address po box|
    postfach|adresszusatz|adresszeile 2|boîte postale|bp|apartado de correos|casella postale|caixa postal|postbus|
    skrytka pocztowa|nr mieszkania|numer mieszkania|nr lokalu|numer lokalu|complément d'adresse|complément adresse|
    piso|puerta|complemento|建物名|住所2`,
  'Addresses.City': `city|town|locality|city town|ort|stadt|wohnort|ortschaft|gemeinde|wohnsitz|stadt ort|ort stadt|
    ville|localité|commune|ciudad|localidad|población|municipio|città|comune|località|città comune|
    comune di residenza|cidade|localidade|município|plaats|stad|woonplaats|gemeente|plaatsnaam|miasto|miejscowość|
    市区町村|市|都市|城市`,
  'Addresses.Region': `state|region|province|state province|state region|county|state or province|province state|prov|
    bundesland|kanton|bundesland kanton|kanton bundesland|région|canton|dép région|provincia|estado|
    provincia o estado|estado provincia|provincia estado|comunidad autónoma|uf|región|regione|região|distrito|
    provincie|województwo|都道府県|州|省|省份`,
  'Addresses.PostalCode': `postal code|postcode|post code|zip|zip code|zip postal code|postleitzahl|plz|code postal|
    cod postal|npa|código postal|cód postal|c postal|cp|cap|codice postale|cep|kod pocztowy|郵便番号|邮编|邮政编码|郵遞區號`,
  'Addresses.Country': `country|country region|country or region|country name|nation|land|staat|land region|
    land staat|staat land|pays|país|pays région|país o región|país región|país ou região|paese|nazione|nazione paese|
    paese nazione|kraj|państwo|kraj region|国|国名|国家|國家`,
  'Websites.Value': `website|websites|web site|web page|web pages|homepage|home page|web address|webadresse|webpage|
    internetadresse|internetseite|website url|web|url|internet|webseite|site web|site internet|page web|adresse web|
    sitio web|página web|página de internet|sito|sito web|site|página|strona www|strona internetowa|strona sieci web|
    webpagina|网页|www|ホームページ|ウェブサイト|网站|网址|網站`,
  'InstantMessages.Value': `screen name|im|im address|instant messaging|instant messenger|instant message`,
}

/** Parts of items that have a label by their name. */
export const labelledHeaders: Record<string, Record<string, string>> = {
  'Phones.Value': {
    mobile: `mobile|mobile phone|mobile number|mobile phone number|mobile no|mob|cell number|cell phone number|
      cell no|cellphone number|cell|cell phone|cellular|handy|handynummer|mobil|mobiltelefon|mobilnummer|mobil nr|
      mobilnr|mobiltelefonnummer|mobilfunk|mobilfunknummer|mobiltel|handy nr|handynr|telefon mobil|tel mobil|natel|
      portable|téléphone portable|téléphone mobile|tél portable|tél mobile|numéro de portable|n portable|
      numéro portable|numéro mobile|móvil|teléfono móvil|celular|tel móvil|número de móvil|número móvil|cel|
      número de celular|número celular|teléfono celular|cellulare|telefono cellulare|numero di cellulare|
      numero cellulare|tel cellulare|telefono mobile|telemóvel|número de telemóvel|n telemóvel|telefone celular|
      mobiel|mobiele telefoon|gsm|mobiel nummer|telefoon mobiel|gsm nummer|mobiele nummer|komórka|telefon komórkowy|
      numer komórkowy|nr komórkowy|tel komórkowy|tel kom|telefon kom|numer komórki|携帯|携帯電話|携帯番号|手机|手机号|手机号码|手機|移动电话`,
    fax: 'fax|fax number|faxnummer|fax nr|faxnr|fax no|telefax nr|telefaxnummer|n fax|número de fax|numero di fax|numero fax|nr faksu|numer faksu|telefax|télécopie|télécopieur|numéro de fax|faks|ファックス|fax番号|传真|傳真',
    ...{ pager: 'pager|pager number|beeper', 'company main': 'company main phone', callback: 'callback' },
    ...{
      car: 'car phone|autotelefon',
      isdn: 'isdn',
      main: 'primary phone',
      radio: 'radio phone',
      tty: 'tty tdd phone',
    },
    ...{
      telex: 'telex',
      assistant: "assistant's phone|assistant phone|assistent telefon|telefon assistent|telefon assistenz",
    },
  },
  'Dates.Value': {
    birthday: `birthday|birth date|date of birth|birthdate|dob|bday|born|born on|birth day|date birth|geburtstag|
      geburtsdatum|geboren|geboren am|geb|geb am|geb datum|geb dat|geb tag|gebdat|geburtsdat|anniversaire|
      date de naissance|date naissance|naissance|né le|née le|né e le|né le née le|ddn|date d'anniversaire|cumpleaños|
      fecha de nacimiento|fecha nacimiento|f nacimiento|fecha de nac|fecha nac|f de nacimiento|nacimiento|
      fecha de cumpleaños|compleanno|data di nascita|data nascita|nato il|nata il|data di compleanno|aniversário|
      data de nascimento|nascimento|data nascimento|data de nasc|data nasc|dt nascimento|dt nasc|nascido em|
      nascida em|data de aniversário|verjaardag|geboortedatum|geboortedag|geboren op|geb op|urodziny|data urodzenia|
      data ur|data urodzin|urodzony|urodzona|urodzony a|誕生日|生年月日|出生年月日|お誕生日|生日|出生日期|出生年月`,
    anniversary:
      'anniversary|wedding anniversary|jahrestag|hochzeitstag|anniversaire de mariage|date de mariage|aniversario de boda|anniversario di matrimonio|aniversário de casamento|huwelijksdatum|rocznica ślubu|anniversario|trouwdag|rocznica|記念日|纪念日',
  },
  'Dates.Year': { birthday: 'birth year|geburtsjahr' },
  'Dates.Month': { birthday: 'birth month|geburtsmonat' },
  'Relations.Value': {
    spouse: `spouse|partner|ehepartner|ehegatte|ehefrau|ehemann|conjoint|cónyuge|coniuge|cônjuge|małżonek|配偶者|配偶`,
    child: 'children|child|kinder|enfants|hijos|figli|filhos|kinderen|dzieci|子供',
    ...{ manager: "manager's name|manager name|manager|vorgesetzter", 'referred by': 'referred by' },
    assistant: "assistant's name|assistant name|assistant|assistent",
  },
  'InstantMessages.Value': {
    ...{ skype: 'skype|skype id|skype name', telegram: 'telegram', wechat: 'wechat|微信|微信号', qq: 'qq', aim: 'aim' },
    ...{ whatsapp: 'whatsapp', icq: 'icq', jabber: 'jabber|xmpp|google talk', line: 'line id', signal: 'signal' },
  },
  'Websites.Value': {
    linkedin: 'linkedin|linkedin url|linkedin profile|linkedin bio',
    ...{ twitter: 'twitter|twitter username|twitter handle', facebook: 'facebook', instagram: 'instagram' },
    ...{ xing: 'xing', github: 'github', blog: 'blog' },
  },
}

/** Words before or behind the name of a part that tell which item is meant, and its label; without one, it has none. */
export const scopes: Record<string, string> = {
  work: `business|work|office|company|job|geschäftlich|geschäft|dienstlich|geschäftl|gesch|beruflich|firma|büro|
    arbeit|professionnel|professionnelle|bureau|travail|pro|du bureau|au bureau|de bureau|trabajo|del trabajo|
    de trabajo|de la empresa|de la oficina|oficina|laboral|empresa|lavoro|ufficio|aziendale|uff|di lavoro|
    dell'ufficio|dell'azienda|trabalho|comercial|do trabalho|da empresa|profissional|werk|zakelijk|op werk|
    op het werk|werkadres|praca|służbowy|służbowe|adres służbowy|służbowa|do pracy|勤務先|会社|工作|单位|公司|办公|商务|办公室`,
  home: `home|private|personal|privat|privé|priv|privée|personnel|personnelle|domicile|maison|du domicile|casa|
    de casa|ab|di casa|dell'abitazione|da residência|em casa|residência|de domicilio|particular|privato|personale|
    abitazione|pessoal|residencial|thuis|huis|huisadres|privéadres|dom|domowy|prywatny|adres domowy|domowe|prywatne|
    prywatna|自宅|家庭|住宅|个人|私人`,
  other:
    'other|andere|weitere|sonstige|anderer|anderes|weiterer|weiteres|sonstiger|sonstiges|autre|otro|otra|altro|outro|altra|outra|autres|overig|ander|inny|その他|其他',
  ...{ mailing: 'mailing', billing: 'billing|rechnung|facturation', shipping: 'shipping|delivery|liefer|livraison' },
  '': 'primary|main|secondary|alternate|alternative|contact|customer|haupt|principal|principale|główny',
}

/** What is known to be nothing that a contact has here. */
export const ignoredHeaders = `verdict|reason|record id|contact owner|contact id|account id|owner|create date|
  created date|created by|updated date|updated by|last modified date|last activity date|version|photo|picture|file as|
  initials|short name|maiden name|gender|geschlecht|location|billing information|directory server|mileage|hobby|
  sensitivity|priority|private|subject|phonetic middle name|yomi name|additional name yomi|account|email type|
  email display name|government id number|internet free busy|keywords|language|office location|
  organizational id number|user 1|user 2|user 3|user 4|custom 1|custom 2|custom 3|custom 4|import id|email typ|
  email angezeigter name|initialen|sexe|sexo|sesso|geslacht|płeć|性別|性别|internet frei gebucht|abrechnungsinformation|
  benutzer 1|benutzer 2|benutzer 3|benutzer 4|konto|organisations nr|regierungsnr|priorität|privat|reisekilometer|
  sprache|stichwörter|vertraulichkeit|verzeichnisserver`
