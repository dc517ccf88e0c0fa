/**
 * How the columns of contact lists are called: by Google Contacts, Outlook, HubSpot, Salesforce, Thunderbird, Apple, and
 * by people in ten languages. Data alone; `recognise.ts` reads it. Names stand between bars, their case, accents, blanks
 * and punctuation do not matter.
 */

/** Properties with one value. */
export const singleHeaders: Record<string, string> = {
  NamePrefix: `name prefix|prefix|salutation|honorific|anrede|civilité|tratamiento|trattamento|tratamento|aanhef|
    zwrot grzecznościowy|敬称|称谓|稱謂`,
  FirstName: `first name|first|given name|given|forename|christian name|vorname|vornamen|prénom|prénoms|primer nombre|
    nombre de pila|nombres|primeiro nome|nome próprio|voornaam|imię|名|名字`,
  MiddleName: `middle name|middle|additional name|second name|zweiter vorname|weitere vornamen|deuxième prénom|
    segundo nombre|secondo nome|nome do meio|tweede voornaam|tussenvoegsel|drugie imię|ミドルネーム|中间名`,
  LastName: `last name|last|family name|surname|nachname|familienname|zuname|nom de famille|apellido|apellidos|
    primer apellido|segundo apellido|cognome|sobrenome|apelido|último nome|achternaam|familienaam|nazwisko|姓|姓氏|苗字`,
  NameSuffix: `name suffix|suffix|namenszusatz|suffixe|sufijo|suffisso|sufixo|achtervoegsel|przyrostek|后缀`,
  Nickname: `nickname|nick|alias|spitzname|rufname|surnom|apodo|alcunha|soprannome|bijnaam|pseudonim|
    ニックネーム|昵称|暱稱`,
  PhoneticFirstName: `phonetic first name|given name yomi|yomi first name|first name yomi|名フリガナ|名カナ|メイ|
    名ふりがな`,
  PhoneticLastName: `phonetic last name|family name yomi|yomi last name|last name yomi|姓フリガナ|姓カナ|セイ|姓ふりがな`,
  OrganizationName: `organization name|organization|organisation|company|company name|associated company|employer|
    account name|business name|firma|firmenname|unternehmen|société|entreprise|organisme|nom de l'entreprise|empresa|
    compañía|organización|organizzazione|azienda|ditta|società|ragione sociale|organização|companhia|nome da empresa|
    bedrijf|bedrijfsnaam|organisatie|nazwa firmy|organizacja|przedsiębiorstwo|会社|会社名|勤務先|法人名|公司|公司名称|
    公司名稱|单位|單位|組織`,
  JobTitle: `job title|organization title|position|occupation|profession|role|job|funktion|beruf|berufsbezeichnung|
    stellenbezeichnung|poste|fonction|intitulé du poste|cargo|puesto|profesión|posizione|qualifica|mansione|ruolo|
    professione|função|profissão|functie|functietitel|beroep|stanowisko|zawód|役職|肩書|職業|职位|职务|職稱|職位`,
  Department: `department|organization department|dept|abteilung|service|département|departamento|reparto|dipartimento|
    afdeling|dział|部署|部門|部门`,
  Notes: `notes|note|comments|comment|remarks|description|notizen|notiz|bemerkung|bemerkungen|anmerkung|anmerkungen|
    kommentar|commentaires|remarques|notas|comentarios|observaciones|annotazioni|commenti|observações|comentários|
    notities|opmerkingen|notatki|uwagi|备注|備註|備考|メモ`,
  Status: 'status|lead status|contact status|lifecycle stage|stage|statut|ステータス|状态|狀態',
  Unsubscribed: `unsubscribed|unsubscribed from all email|opted out|opt out|email opt out|has opted out of email|
    abgemeldet|désinscrit|désabonné|dado de baja|disiscritto|descadastrado|afgemeld|wypisany|配信停止|已退订`,
  ContactTypes: 'contact types|contact type',
  Labels: `labels|label|tags|tag|categories|category|group membership|groups|group|kategorien|kategorie|schlagwörter|
    gruppen|gruppe|étiquettes|catégories|catégorie|groupes|etiquetas|categorías|categoría|grupos|etichette|categoria|
    gruppi|marcadores|categorieën|groepen|etykiety|grupy|ラベル|分類|タグ|グループ|标签|標籤|分组|群组`,
  RecordType: 'record type',
  DisplayName: `full name|display name|contact name|vollständiger name|anzeigename|nom complet|nom d'affichage|
    nombre completo|nombre y apellidos|nome completo|nome e cognome|vor und nachname|vorname nachname|volledige naam|
    weergavenaam|imię i nazwisko|nazwa wyświetlana|name surname|first and last name|氏名|名前|お名前|姓名|全名|联系人|
    聯絡人`,
}

/** What is a family name beside a given one, else a whole name. */
export const nameHeaders = 'name|nom|naam|nazwa'

/** What is a given name beside a family one, else a whole name. */
export const givenNameHeaders = 'nome|nombre'

/** What stands before a name where there is a job title or a suffix too, else is the job title. */
export const titleHeaders = 'title|titel|titre|titolo|título|tytuł'

/** The words of titles: a `Title` whose cells are made of them stands before a name. */
export const titleWords = `mr|mrs|ms|miss|mx|sir|madam|dame|lady|lord|rev|dr|drs|doctor|prof|professor|phd|ph|d|msc|bsc|ba|ma|
  mba|b|m|sc|a|herr|hr|frau|fr|fräulein|doktor|med|dent|vet|phil|rer|nat|pol|oec|jur|iur|theol|h|c|hc|habil|pd|priv|doz|
  dipl|ing|kfm|kffr|inf|psych|wirtsch|mag|magister|fh|tu|univ|monsieur|madame|mademoiselle|mme|mmes|mm|mlle|me|maître|
  docteur|pr|professeur|sr|sra|srta|señor|señora|señorita|don|doña|dña|lic|dra|profesor|profesora|sig|signor|signore|signora|
  signorina|dott|ssa|dottor|dottore|dottoressa|avv|arch|geom|rag|senhor|senhora|exmo|exma|eng|profa|dhr|heer|mevr|mevrouw|
  mw|ir|pan|pani|państwo|mgr|inż|lek|hab|様|さん|殿|先生|氏|女士|小姐|博士|教授`

/** What is the number of the house beside a street. */
export const numberHeaders = 'nr|no|n|num|numer|numéro|número|numero'

/** Properties with one value that two columns fill together. */
export const joinedHeaders = 'segundo apellido'

/** Parts of items without a label of their own. */
export const partHeaders: Record<string, string> = {
  'Emails.Value': `email|emails|email address|email addresses|mail|mail address|mailadresse|email adresse|adresse email|
    adresse mail|adresse électronique|courriel|correo|correo electrónico|dirección de correo electrónico|
    indirizzo email|indirizzo di posta elettronica|posta elettronica|endereço de email|correio eletrónico|
    correio eletrônico|emailadres|adres email|poczta elektroniczna|メール|メールアドレス|eメール|电子邮件|电子邮箱|邮箱|
    邮件|电邮|電子郵件|電郵|郵箱`,
  'Phones.Value': `phone|phones|phone number|phone numbers|telephone|telephone number|tel|telefon|telefonnummer|tel nr|
    rufnummer|téléphone|numéro de téléphone|teléfono|número de teléfono|telefono|numero di telefono|telefone|
    número de telefone|telefoon|telefoonnummer|numer telefonu|nr telefonu|電話|電話番号|电话|电话号码|联系电话|電話號碼`,
  'Addresses.Street': `street|street address|address|address 1|address line 1|street 1|straße|strasse|anschrift|adresse|
    rue|dirección|calle|domicilio|indirizzo|via|endereço|rua|morada|logradouro|adres|straat|ulica|
    住所|住址|地址|街道`,
  'Addresses.HouseNumber': `house number|house no|street number|street no|building number|hausnummer|hausnr|haus nr|hsnr|hnr|
    numéro de rue|numéro de voie|n de rue|n rue|número de casa|número exterior|num ext|numero civico|civico|n civico|
    número da casa|número de porta|huisnummer|huisnr|huis nr|nr domu|numer domu|numer budynku|番地|门牌号|門牌號`,
  'Addresses.HouseAddition': `hausnummernzusatz|hausnummerzusatz|hausnummer zusatz|hausnr zusatz|huisnummertoevoeging|
    huisnummer toevoeging|toevoeging|huisletter`,
  'Addresses.ExtendedAddress': `address 2|address line 2|address line 3|address 3|street 2|street 3|extended address|
    apartment|suite|po box|address po box|postfach|adresszusatz|complément d'adresse|complemento|建物名|住所2`,
  'Addresses.City': `city|town|locality|city town|ort|stadt|wohnort|ville|localité|commune|ciudad|localidad|población|
    città|comune|località|cidade|localidade|município|plaats|stad|woonplaats|miasto|miejscowość|市区町村|市|都市|城市`,
  'Addresses.Region': `state|region|province|state province|state region|county|bundesland|kanton|région|canton|
    provincia|estado|región|regione|região|distrito|provincie|województwo|都道府県|州|省|省份`,
  'Addresses.PostalCode': `postal code|postcode|post code|zip|zip code|zip postal code|postleitzahl|plz|code postal|
    código postal|cp|cap|codice postale|cep|kod pocztowy|郵便番号|邮编|邮政编码|郵遞區號`,
  'Addresses.Country': `country|country region|nation|land|staat|pays|país|paese|nazione|kraj|国|国名|国家|國家`,
  'Websites.Value': `website|websites|web site|web page|web pages|homepage|website url|web|url|internet|webseite|
    site web|site internet|sitio web|página web|sito|sito web|site|página|strona www|strona internetowa|www|
    ホームページ|ウェブサイト|网站|网址|網站`,
  'InstantMessages.Value': `screen name|im|im address|instant messaging|instant messenger|instant message`,
}

/** Parts of items that have a label by their name. */
export const labelledHeaders: Record<string, Record<string, string>> = {
  'Phones.Value': {
    mobile: `mobile|mobile phone|mobile number|mobile phone number|cell|cell phone|cellular|handy|handynummer|mobil|
      mobiltelefon|mobilnummer|portable|téléphone portable|téléphone mobile|móvil|teléfono móvil|celular|
      teléfono celular|cellulare|telefono cellulare|telemóvel|telefone celular|mobiel|mobiele telefoon|gsm|komórka|
      telefon komórkowy|携帯|携帯電話|携帯番号|手机|手机号|手机号码|手機|移动电话`,
    fax: 'fax|fax number|faxnummer|telefax|télécopie|télécopieur|numéro de fax|faks|ファックス|fax番号|传真|傳真',
    ...{ pager: 'pager|pager number|beeper', 'company main': 'company main phone', callback: 'callback' },
    ...{ car: 'car phone', isdn: 'isdn', main: 'primary phone', radio: 'radio phone', tty: 'tty tdd phone' },
    ...{ telex: 'telex', assistant: "assistant's phone|assistant phone|assistent telefon" },
  },
  'Dates.Value': {
    birthday: `birthday|birth date|date of birth|birthdate|dob|geburtstag|geburtsdatum|anniversaire|date de naissance|
      cumpleaños|fecha de nacimiento|compleanno|data di nascita|aniversário|data de nascimento|nascimento|verjaardag|
      geboortedatum|urodziny|data urodzenia|誕生日|生年月日|生日|出生日期`,
    anniversary: 'anniversary|wedding anniversary|jahrestag|hochzeitstag|anniversario|trouwdag|rocznica|記念日|纪念日',
  },
  'Dates.Year': { birthday: 'birth year|geburtsjahr' },
  'Dates.Month': { birthday: 'birth month|geburtsmonat' },
  'Relations.Value': {
    spouse: `spouse|partner|ehepartner|ehefrau|ehemann|conjoint|cónyuge|coniuge|cônjuge|małżonek|配偶者|配偶`,
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
  work: `business|work|office|company|job|geschäftlich|geschäft|dienstlich|firma|büro|arbeit|professionnel|
    professionnelle|bureau|travail|pro|trabajo|del trabajo|oficina|laboral|empresa|lavoro|ufficio|aziendale|trabalho|
    comercial|werk|zakelijk|praca|służbowy|służbowe|勤務先|会社|工作|单位|公司|办公`,
  home: `home|private|personal|privat|privé|personnel|personnelle|domicile|maison|casa|de casa|particular|privato|
    personale|abitazione|pessoal|residencial|thuis|dom|domowy|prywatny|自宅|家庭|住宅|个人|私人`,
  other: 'other|andere|weitere|sonstige|autre|otro|otra|altro|outro|overig|ander|inny|その他|其他',
  ...{ mailing: 'mailing', billing: 'billing|rechnung|facturation', shipping: 'shipping|delivery|liefer|livraison' },
  '': 'primary|main|secondary|alternate|alternative|contact|customer|haupt',
}

/** What is known to be nothing that a contact has here. */
export const ignoredHeaders = `verdict|reason|record id|contact owner|contact id|account id|owner|create date|
  created date|created by|updated date|updated by|last modified date|last activity date|version|photo|picture|file as|
  initials|short name|maiden name|gender|geschlecht|location|billing information|directory server|mileage|hobby|
  sensitivity|priority|private|subject|phonetic middle name|yomi name|additional name yomi|account|email type|
  email display name|government id number|internet free busy|keywords|language|office location|
  organizational id number|user 1|user 2|user 3|user 4|custom 1|custom 2|custom 3|custom 4|import id`
