// Dots stress Chinese words; those in Latin letters are slanted. Of decks and pages.
const markLatin = () => {
  for (const stressed of document.querySelectorAll("em"))
    if (!/\p{Script=Han}/u.test(stressed.textContent)) stressed.lang = "en"
}
