// Vietnamese for the search of the site, in the place of the theme's: words are also found by what they are without marks,
// as people type them in a hurry; who types marks gets what has these marks.
const vietnamese = lunr => {
  const bare = word => word.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d").replace(/Đ/g, "D")

  // a place in no block of text: marked is only what was typed as it stands, and no word twice
  const nowhere = 0xfff << 20

  lunr.vi = function () {
    this.pipeline.reset()
    this.pipeline.add(lunr.vi.trimmer, lunr.vi.stemmer)
  }
  lunr.vi.wordCharacters = "0-9A-Za-z_\u00C0-\u024F\u0300-\u036F\u1EA0-\u1EF9"
  lunr.vi.trimmer = lunr.trimmerSupport.generateTrimmer(lunr.vi.wordCharacters)
  lunr.vi.stemmer = token => {
    // words of a query have no position: they stay as they were typed
    if (!("position" in token.metadata)) return token
    const word = token.toString()
    if (bare(word) === word) return token
    return [token, new lunr.Token(bare(word), { ...token.metadata, position: nowhere })]
  }
  lunr.Pipeline.registerFunction(lunr.vi.trimmer, "trimmer-vi")
  lunr.Pipeline.registerFunction(lunr.vi.stemmer, "stemmer-vi")
}
vietnamese(globalThis.lunr)
