export default {
  printWidth: 110,
  semi: false,
  singleQuote: true,
}
