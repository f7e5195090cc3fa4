// What `require` gives, asked for when it is first used. Bundled into oclif by lean-oclif.ts.
module.exports = (load) => {
  let loaded
  return new Proxy({}, { get: (_, name) => (loaded ??= load())[name] })
}
