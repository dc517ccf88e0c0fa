/** German: help for the page one is on. */
import type english from '../en/help.ts'

export default {
  keyboard: 'Alle Tasten',
  reference: 'Für Entwickler: die API',
  pages: {
    '/home': {
      title: 'Start',
      answers: [
        ['Wohin führen die Zahlen?', 'Jede Zahl und jeder Balken ist ein Link zu den Kontakten, die sie zählen.'],
        [
          'Wie mache ich etwas rückgängig?',
          'Neben jeder letzten Änderung steht „Rückgängig“, auch wenn jemand anderes sie gemacht hat. Was seither wieder geändert wurde, bleibt, und auch das Rückgängigmachen lässt sich rückgängig machen.',
        ],
      ],
    },
    '/contacts': {
      title: 'Kontakte',
      answers: [
        [
          'Wie finde ich jemanden?',
          'Drücken Sie / und tippen Sie Teile eines Namens, einer E-Mail oder einer Nummer, in beliebiger Reihenfolge. Strg K findet Personen von jeder Seite aus.',
        ],
        [
          'Wie sehe ich nur einige?',
          'Filtern Sie die Liste und speichern Sie den Filter als Segment: Er wird ein Reiter, nur für Sie oder für alle. Die Adresse im Browser enthält, was Sie sehen; ein Link darauf zeigt also dieselbe Liste.',
        ],
        [
          'Wie ändere ich etwas?',
          'Öffnen Sie einen Kontakt und klicken Sie auf das, was Sie ändern möchten. Eingabe speichert, Esc lässt es, wie es war. In der Meldung am Rand der Seite steht „Rückgängig“.',
        ],
        [
          'Wie ändere ich viele auf einmal?',
          'Wählen Sie einige aus, oder alle gefundenen. Labels, Export, Zusammenführen und Löschen sind in der Leiste darunter.',
        ],
        [
          'Was ist mit einem Kontakt geschehen?',
          'Sein „Verlauf“ sagt, wer was geändert hat, und bringt jede frühere Fassung zurück.',
        ],
      ],
    },
    '/duplicates': {
      title: 'Dubletten',
      answers: [
        [
          'Was geschieht beim Zusammenführen?',
          'Ein Kontakt bleibt, mit allen E-Mails, Telefonnummern, Adressen, Labels und Notizen. Wo die Kontakte sich unterscheiden, wählen Sie; die letzte Spalte zeigt das Ergebnis. Alles lässt sich rückgängig machen.',
        ],
        [
          'Und wenn es zwei Personen sind?',
          'Klicken Sie auf „Nicht dieselben“: Sie werden nicht mehr zusammen gezeigt. Bei drei oder mehr lassen Sie zuerst nur die ausgewählt, die Sie meinen.',
        ],
        [
          'Muss ich wieder suchen?',
          'Nein. Was hinzukommt oder sich ändert, wird von selbst verglichen, binnen Augenblicken.',
        ],
      ],
    },
    '/trash': {
      title: 'Papierkorb',
      answers: [
        ['Wie lange bleibt etwas hier?', '60 Tage ab dem Löschen. Danach ist es endgültig weg, mit seinem Verlauf.'],
        [
          'Kann ich alles zurückholen?',
          'Wählen Sie alle aus und stellen Sie sie wieder her. Auch das lässt sich rückgängig machen.',
        ],
        [
          'Was heißt „zusammengeführt“?',
          'Kontakte, die in einem anderen aufgegangen sind. „Alle auswählen“ lässt sie aus; einzeln wiederhergestellt sind sie wieder eigene Kontakte.',
        ],
      ],
    },
    '/imports': {
      title: 'Importe',
      answers: [
        [
          'Welche Dateien kann ich importieren?',
          'CSV, Excel (XLSX), vCard und JSON. Spalten werden erkannt; Sie können ändern, was wohin kommt.',
        ],
        [
          'Was, wenn es schiefgeht?',
          'Nichts wird geändert, bevor Sie gesehen haben, was aus jeder Zeile würde. Danach lässt sich ein Import rückgängig machen.',
        ],
      ],
    },
    '/exports': {
      title: 'Exporte',
      answers: [
        ['Wie lange bleibt eine Datei hier?', '30 Tage. Bis dahin können Sie sie herunterladen, so oft Sie möchten.'],
      ],
    },
    '/spreadsheets': {
      title: 'Tabellen',
      answers: [
        [
          'Wofür sind sie?',
          'Arbeitsmappen, die der Server für Sie aufbewahrt: Importieren Sie daraus, und exportieren Sie dorthin.',
        ],
      ],
    },
    '/settings': {
      title: 'Einstellungen',
      answers: [
        [
          'Was kann ich ändern?',
          '„Persönlich“ betrifft nur Sie. „Liste“ ist, was alle Kontakte haben: Labels, Typen, Felder, Segmente. Administratoren sehen auch die Organisation und ihre Benutzer.',
        ],
        [
          'Was, wenn ich ein Label oder ein Feld lösche?',
          'Es verschwindet sofort von allen Kontakten. „Rückgängig“ in der Meldung bringt es zurück, mit dem, was die Kontakte hatten.',
        ],
      ],
    },
  },
} satisfies typeof english
