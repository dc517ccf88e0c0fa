/** English: help for the page one is on. Pages are looked up by the beginning of their address. */
interface Page {
  title: string
  /** What people ask, and the answer. */
  answers: [string, string][]
}

export default {
  keyboard: 'All keys',
  reference: 'For developers: the API',
  pages: {
    '/home': {
      title: 'Home',
      answers: [
        ['Where do the numbers lead?', 'Each number and each bar is a link to the contacts that it counts.'],
        [
          'How do I take something back?',
          'Beside each recent change is “Undo”, also where somebody else has made it. What was changed again since stays as it is, and an undo can be undone in turn.',
        ],
      ],
    },
    '/contacts': {
      title: 'Contacts',
      answers: [
        [
          'How do I find somebody?',
          'Press / and type parts of a name, an e-mail or a number, in any order. Ctrl K finds people from every page.',
        ],
        [
          'How do I see only some of them?',
          'Filter the list, and keep the filter as a segment: it becomes a tab, for you alone or for all. The address in the browser holds what you see, so a link to it shows the same list.',
        ],
        [
          'How do I change something?',
          'Open a contact and press on what you want to change. Enter saves it, Esc leaves it as it was. The message at the edge of the page has “Undo”.',
        ],
        [
          'How do I change many at once?',
          'Select some, or all that are found. Labels, export, merging and deletion are in the bar below.',
        ],
        [
          'What has happened to a contact?',
          'Its “History” tells who changed what, and brings back each earlier version.',
        ],
      ],
    },
    '/duplicates': {
      title: 'Duplicates',
      answers: [
        [
          'What does merging do?',
          'One contact stays, with all e-mails, phones, addresses, labels and notes. Where the contacts differ, you choose; the last column shows what it will be. Everything can be undone.',
        ],
        [
          'What if they are two people?',
          'Press “Not the same”: they are not shown together again. Of three or more, first leave only those chosen that you mean.',
        ],
        ['Do I have to look again?', 'No. What is added or changed is compared by itself, within moments.'],
      ],
    },
    '/trash': {
      title: 'Trash',
      answers: [
        ['How long is it kept?', '60 days from the deletion. After that it is gone for good, with its history.'],
        ['Can I take it all back?', 'Select all, and restore. It can be undone, too.'],
      ],
    },
    '/imports': {
      title: 'Imports',
      answers: [
        [
          'Which files can I import?',
          'CSV, Excel (XLSX), vCard and JSON. Columns are recognised; you can change what goes where.',
        ],
        [
          'What if it goes wrong?',
          'Nothing is changed before you have seen what would become of each row. Afterwards an import can be undone.',
        ],
      ],
    },
    '/exports': {
      title: 'Exports',
      answers: [['How long is a file kept?', '30 days. You can download it as often as you like until then.']],
    },
    '/spreadsheets': {
      title: 'Spreadsheets',
      answers: [
        ['What are they for?', 'Workbooks that the server keeps for you: import from them, and export into them.'],
      ],
    },
    '/settings': {
      title: 'Settings',
      answers: [
        [
          'What can I change?',
          '“Me” is about you alone. “List” is what all contacts have: labels, types, fields, segments. Administrators also see the organisation and its users.',
        ],
        [
          'What if I delete a label or a field?',
          'It goes from all contacts at once. “Undo” in the message brings it back, with what the contacts had.',
        ],
      ],
    },
  } as Record<string, Page>,
}
